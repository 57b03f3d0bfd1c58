package org.pbxopenapi.apikey;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.pbxopenapi.cache.BatchLoader;
import org.pbxopenapi.cache.BoundedStalenessCache;
import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.CacheFactory;
import org.pbxopenapi.cache.CachedValue;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Caches the records of keys by their hashes. Unknown keys are cached, too.
 * <p>
 * If the database has no index of hashes, as over views, a key is looked up by its id, which an {@link ApiKeyIndex} knows. A
 * key that is not in a sufficiently fresh index is unknown, and costs the database nothing.
 */
@ApplicationScoped
public class ApiKeyCache {

    /** The database. */
    interface Records {

        /** @param max the number of keys that there is memory for */
        ApiKeyIndex index(int max);

        /** Finds keys by their hashes. If a key has several records, the one that counts is first. */
        List<ApiKey> find(List<byte[]> hashes);

        /** The same, if one of these ids is known to belong to each key. */
        List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes);
    }

    /** The approximate bytes of an entry without its texts. */
    private static final int ENTRY_BYTES = 700;
    private static final int MAX_INDEXED = 1_000_000;
    private static final String ALL = "all";
    /** The age at which the index is read again, although it is fresh enough to find known keys by. */
    private static final long REINDEX = TimeUnit.MINUTES.toNanos(1);

    private final BoundedStalenessCache<KeyHash, Optional<ApiKey>> keys;
    private final BoundedStalenessCache<String, ApiKeyIndex> indexes;
    private final Records records;
    private final Ticker ticker;
    private final long maxStale;
    /** When a read that found a key began; the latest one. */
    private final AtomicReference<Long> lastFound = new AtomicReference<>();

    @Inject
    ApiKeyCache(CacheConfig config, CacheFactory caches, Ticker ticker) {
        this(config, caches, ticker, new ApiKeyQueries());
    }

    ApiKeyCache(CacheConfig config, CacheFactory caches, Ticker ticker, Records records) {
        this.records = records;
        this.ticker = ticker;
        Duration bound = config.maxStale().compareTo(config.maxStaleKeys()) < 0 ? config.maxStale() : config.maxStaleKeys();
        maxStale = bound.toNanos();
        keys = caches.create("keys", 1, bound, (hash, key) -> ENTRY_BYTES + key.map(known -> 2 * known.textLength()).orElse(0),
                new BatchLoader<>() {
                    @Override
                    public Map<KeyHash, Optional<ApiKey>> read(Map<KeyHash, Optional<ApiKey>> previous) {
                        return find(previous.keySet());
                    }

                    @Override
                    public boolean isBatched(KeyHash hash, Optional<ApiKey> previous) {
                        return true;
                    }

                    @Override
                    public boolean isKnown(Optional<ApiKey> previous) {
                        return previous.isPresent();
                    }
                });
        int max = (int) Math.min(MAX_INDEXED, config.bytes() / 4 / ApiKeyIndex.ENTRY_BYTES);
        indexes = caches.create("key-index", 1, bound, (all, index) -> 1, (all, previous) -> records.index(max));
    }

    private Map<KeyHash, Optional<ApiKey>> find(Collection<KeyHash> hashes) {
        long now = ticker.read();
        Map<KeyHash, Optional<ApiKey>> keys = read(hashes);
        if (!keys.isEmpty()) {
            lastFound.accumulateAndGet(now, (before, found) -> before != null && before - found > 0 ? before : found);
        }
        hashes.forEach(hash -> keys.putIfAbsent(hash, Optional.empty()));
        return keys;
    }

    private Map<KeyHash, Optional<ApiKey>> read(Collection<KeyHash> hashes) {
        List<byte[]> wanted = hashes.stream().map(KeyHash::bytes).toList();
        CachedValue<ApiKeyIndex> index = indexes.peek(ALL);
        if (index == null || !index.value().isComplete()) {
            return byHash(records.find(wanted));
        }
        List<Long> ids = hashes.stream().flatMap(hash -> index.value().ids(hash).stream()).toList();
        Map<KeyHash, Optional<ApiKey>> found = byHash(records.findAmong(ids, wanted));
        if (found.size() == hashes.size()) {
            return found;
        }
        indexes.get(ALL); // the index is out of date
        return byHash(records.find(wanted));
    }

    /** If a key has several records, the first counts. */
    private static Map<KeyHash, Optional<ApiKey>> byHash(List<ApiKey> records) {
        Map<KeyHash, Optional<ApiKey>> keys = new HashMap<>();
        records.forEach(key -> keys.putIfAbsent(KeyHash.ofBytes(key.keyHash), Optional.of(key)));
        return keys;
    }

    CompletableFuture<CachedValue<Optional<ApiKey>>> get(KeyHash hash) {
        CachedValue<ApiKeyIndex> index = indexes.peek(ALL);
        if (index == null || !index.value().mayHave(hash)) {
            return getByFreshIndex(hash);
        }
        if (ticker.read() - index.readAt() > REINDEX) {
            indexes.get(ALL); // for later requests
        }
        return keys.get(hash);
    }

    private CompletableFuture<CachedValue<Optional<ApiKey>>> getByFreshIndex(KeyHash hash) {
        return indexes.get(ALL).thenCompose(index -> {
            if (index.value().mayHave(hash)) {
                return keys.get(hash);
            }
            return index.isStale()
                    ? CompletableFuture.failedFuture(new ApiException(ApiError.SERVICE_UNAVAILABLE))
                    : CompletableFuture.completedFuture(new CachedValue<>(Optional.empty(), index.readAt(), false));
        });
    }

    /** Whether a key is in memory and known. */
    boolean has(KeyHash hash) {
        CachedValue<Optional<ApiKey>> known = keys.peek(hash);
        return known != null && known.value().isPresent();
    }

    /** Whether a key in memory may still be accepted while the database does not answer. */
    public boolean hasAny() {
        Long time = lastFound.get();
        return time != null && ticker.read() - time < maxStale;
    }
}
