package org.pbxopenapi.tenant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.cache.BoundedStalenessCache;
import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.CacheFactory;
import org.pbxopenapi.cache.CachedValue;

/** Caches the results of {@link Tenant#findByCodeOrName}, including those for unknown tenants. */
@ApplicationScoped
public class TenantCache {

    /** The approximate size of an entry, without its key's text. */
    private static final int ENTRY_BYTES = 1000;

    private record Lookup(String codeOrName, Long preferredId) {
    }

    private final BoundedStalenessCache<Lookup, Optional<Tenant>> tenants;

    TenantCache(CacheConfig config, CacheFactory caches) {
        tenants = caches.create("tenants", 1, config.maxStale(),
                (lookup, tenant) -> ENTRY_BYTES + 2 * lookup.codeOrName.length(),
                (lookup, previous) -> Tenant.findByCodeOrName(lookup.codeOrName, lookup.preferredId));
    }

    /** @param preferredId the id of the preferred tenant if several have the name, or null */
    public CompletableFuture<CachedValue<Optional<Tenant>>> get(String codeOrName, Long preferredId) {
        return tenants.get(new Lookup(codeOrName, preferredId));
    }
}
