package org.pbxopenapi.tenant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.cache.BoundedStalenessCache;
import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.CacheFactory;
import org.pbxopenapi.cache.CachedValue;

/** Tenants by what they are called, unknown ones included, as {@link Tenant#findByCodeOrName} has them. */
@ApplicationScoped
public class TenantCache {

    /** What an entry takes in memory besides what was asked for, about. */
    private static final int ENTRY_BYTES = 1000;

    private record Called(String codeOrName, Long preferredId) {
    }

    private final BoundedStalenessCache<Called, Optional<Tenant>> tenants;

    TenantCache(CacheConfig config, CacheFactory caches) {
        tenants = caches.create("tenants", 1, config.maxStale(),
                (called, tenant) -> ENTRY_BYTES + 2 * called.codeOrName.length(),
                (called, before) -> Tenant.findByCodeOrName(called.codeOrName, called.preferredId));
    }

    /** @param preferredId the id of the tenant that a clash of names is decided for, or null */
    public CompletableFuture<CachedValue<Optional<Tenant>>> get(String codeOrName, Long preferredId) {
        return tenants.get(new Called(codeOrName, preferredId));
    }
}
