package org.pbxopenapi.apikey;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.apikey.ApiKey.State;
import org.pbxopenapi.apikey.KeyRejection.Reason;
import org.pbxopenapi.tenant.Tenant;
import org.pbxopenapi.tenant.TenantCache;

import com.github.benmanes.caffeine.cache.Ticker;

/** Decides what an API key may do. Keys and tenants come from their caches; it never blocks. */
@ApplicationScoped
public class Authorizer {

    public enum Access {
        READ,
        WRITE
    }

    /**
     * What a key may see.
     *
     * @param tenant the tenant whose rows are visible; empty: all tenants
     */
    public record Authorization(ApiKey key, Optional<Tenant> tenant) {
    }

    private final ApiKeyCache keys;
    private final TenantCache tenants;
    private final Ticker ticker;

    Authorizer(ApiKeyCache keys, TenantCache tenants, Ticker ticker) {
        this.keys = keys;
        this.tenants = tenants;
        this.ticker = ticker;
    }

    /**
     * @param presented the key as the client sent it; empty: none
     * @param tenant the requested tenant's code or name, "" for none; empty: bytes that are no text, so no tenant has them
     * @return fails with {@link KeyRejection} if access is denied, and with 503 if the database does not answer
     */
    public CompletableFuture<Authorization> authorize(byte[] presented, Access access, Optional<String> tenant) {
        if (presented.length == 0) {
            return CompletableFuture.failedFuture(new KeyRejection(Reason.NO_KEY, null));
        }
        if (KeyFormat.isMistyped(presented)) {
            return CompletableFuture.failedFuture(new KeyRejection(Reason.MISTYPED_KEY, null));
        }
        return keys.get(KeyHash.of(presented)).thenCompose(found -> {
            ApiKey key = found.value().orElseThrow(() -> new KeyRejection(Reason.UNKNOWN_KEY, null));
            check(key, key.stateAfter(ticker.read() - found.readAt()), access);
            return visibleTenant(key, tenant).thenApply(visible -> new Authorization(key, visible));
        });
    }

    private static void check(ApiKey key, State state, Access access) {
        switch (state) {
            case REVOKED -> throw new KeyRejection(Reason.REVOKED_KEY, key);
            case EXPIRED -> throw new KeyRejection(Reason.EXPIRED_KEY, key);
            case NOT_YET_VALID -> throw new KeyRejection(Reason.KEY_NOT_YET_VALID, key);
            case VALID -> {
                if (key.isReadOnly() && access == Access.WRITE) {
                    throw new KeyRejection(Reason.READ_ONLY_KEY, key);
                }
            }
        }
    }

    /** To a tenant key, another tenant looks the same whether it exists or not. */
    private CompletableFuture<Optional<Tenant>> visibleTenant(ApiKey key, Optional<String> requested) {
        String codeOrName = requested.orElseThrow(() -> noSuchTenant(key));
        if (codeOrName.isEmpty()) {
            if (key.isGlobal()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            throw new KeyRejection(Reason.TENANT_MISSING, key);
        }
        if (key.tenant != null && codeOrName.equals(key.tenant.code)) { // equal strings are equal in any collation
            return CompletableFuture.completedFuture(Optional.of(key.tenant));
        }
        return tenants.get(codeOrName, key.tenantId).thenApply(found -> {
            if (found.value().isEmpty() || !key.isGlobal() && !found.value().get().id.equals(key.tenantId)) {
                throw noSuchTenant(key);
            }
            return found.value();
        });
    }

    private static KeyRejection noSuchTenant(ApiKey key) {
        return new KeyRejection(key.isGlobal() ? Reason.UNKNOWN_TENANT : Reason.WRONG_TENANT, key);
    }
}
