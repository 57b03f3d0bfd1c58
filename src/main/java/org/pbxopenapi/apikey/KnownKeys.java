package org.pbxopenapi.apikey;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.FreshCache;
import org.pbxopenapi.cache.FreshCaches;
import org.pbxopenapi.cache.Snapshot;

import com.github.benmanes.caffeine.cache.Ticker;

/** The records of keys, unknown ones included, as {@link ApiKey#findByHash} has them. */
@ApplicationScoped
public class KnownKeys {

    /** What an entry takes in memory, about. */
    private static final int ENTRY_BYTES = 500;

    private final FreshCache<KeyHash, Optional<ApiKey>> keys;
    private final Function<KeyHash, Optional<ApiKey>> finder;
    private final Ticker ticker;
    private final long maxStale;
    /** The latest time, whichever reading ends last. */
    private final AtomicReference<Long> lastFound = new AtomicReference<>();

    @Inject
    KnownKeys(CacheConfig config, FreshCaches caches, Ticker ticker) {
        this(config, caches, ticker, hash -> ApiKey.findByHash(hash.bytes()));
    }

    KnownKeys(CacheConfig config, FreshCaches caches, Ticker ticker, Function<KeyHash, Optional<ApiKey>> finder) {
        this.finder = finder;
        this.ticker = ticker;
        Duration bound = config.maxStale().compareTo(config.maxStaleKeys()) < 0 ? config.maxStale() : config.maxStaleKeys();
        maxStale = bound.toNanos();
        keys = caches.create("keys", 1, bound, (hash, key) -> ENTRY_BYTES, (hash, before) -> find(hash));
    }

    private Optional<ApiKey> find(KeyHash hash) {
        long now = ticker.read();
        Optional<ApiKey> key = finder.apply(hash);
        if (key.isPresent()) {
            lastFound.accumulateAndGet(now, (before, found) -> before != null && before - found > 0 ? before : found);
        }
        return key;
    }

    CompletableFuture<Snapshot<Optional<ApiKey>>> get(KeyHash hash) {
        return keys.get(hash);
    }

    /** Whether a key is in memory and not an unknown one. */
    boolean has(KeyHash hash) {
        Optional<ApiKey> known = keys.peek(hash);
        return known != null && known.isPresent();
    }

    /** Whether there may be a key that is let in although the database does not answer. */
    public boolean hasAny() {
        Long time = lastFound.get();
        return time != null && ticker.read() - time < maxStale;
    }
}
