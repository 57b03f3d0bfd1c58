package org.pbxopenapi.apikey;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.FreshCache;
import org.pbxopenapi.cache.Workers;

/** The records of keys, unknown ones included, as {@link ApiKey#findByHash} has them. */
@ApplicationScoped
class KnownKeys {

    /** What an entry takes in memory, about. */
    private static final int ENTRY_BYTES = 500;

    private final FreshCache<KeyHash, Optional<ApiKey>> keys;

    KnownKeys(CacheConfig config, Workers workers) {
        keys = new FreshCache<>(config.maxAge(), config.bytes() / 8, (hash, key) -> ENTRY_BYTES, workers,
                (hash, before) -> ApiKey.findByHash(hash.bytes()));
    }

    CompletableFuture<Optional<ApiKey>> get(KeyHash hash) {
        return keys.get(hash);
    }
}
