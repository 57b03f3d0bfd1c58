package org.pbxopenapi.tenant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.FreshCache;
import org.pbxopenapi.cache.FreshCaches;
import org.pbxopenapi.cache.Snapshot;

/** Tenants by what they are called, unknown ones included, as {@link Tenant#findByCodeOrName} has them. */
@ApplicationScoped
public class KnownTenants {

    /** What an entry takes in memory besides what was asked for, about. */
    private static final int ENTRY_BYTES = 1000;

    private record Called(String codeOrName, Long preferredId) {
    }

    private final FreshCache<Called, Optional<Tenant>> tenants;

    KnownTenants(CacheConfig config, FreshCaches caches) {
        tenants = caches.create("tenants", 1, config.maxStale(),
                (called, tenant) -> ENTRY_BYTES + 2 * called.codeOrName.length(),
                (called, before) -> Tenant.findByCodeOrName(called.codeOrName, called.preferredId));
    }

    /** @param preferredId the id of the tenant that a clash of names is decided for, or null */
    public CompletableFuture<Snapshot<Optional<Tenant>>> get(String codeOrName, Long preferredId) {
        return tenants.get(new Called(codeOrName, preferredId));
    }
}
