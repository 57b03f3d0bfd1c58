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
 * The records of keys, unknown ones included, as {@link ApiKey#findByHash} has them.
 * <p>
 * A database that would have to look at all keys to find one, as over views, is asked by the key's id, which a
 * {@link ApiKeyIndex} knows. A key that is not in an index as fresh as an answer has to be is an unknown one, so that it costs
 * the database nothing.
 */
@ApplicationScoped
public class ApiKeyCache {

    /** What the database is asked. */
    interface Records {

        /** @param most for how many keys there is memory */
        ApiKeyIndex index(int most);

        /** The records of keys, each before those that it counts more than. */
        List<ApiKey> find(List<byte[]> hashes);

        List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes);
    }

    /** What an entry takes in memory besides its texts, about. */
    private static final int ENTRY_BYTES = 700;
    private static final int MOST_INDEXED = 1_000_000;
    private static final String ALL = "all";
    /** How long an index does for the keys that are in it: whether they still are, the database says. */
    private static final long REINDEX = TimeUnit.MINUTES.toNanos(1);

    private final BoundedStalenessCache<KeyHash, Optional<ApiKey>> keys;
    private final BoundedStalenessCache<String, ApiKeyIndex> indexes;
    private final Records records;
    private final Ticker ticker;
    private final long maxStale;
    /** The latest time, whichever reading ends last. */
    private final AtomicReference<Long> lastFound = new AtomicReference<>();

    @Inject
    ApiKeyCache(CacheConfig config, CacheFactory caches, Ticker ticker) {
        this(config, caches, ticker, new Records() {
            @Override
            public ApiKeyIndex index(int most) {
                return ApiKey.hasHashIndex() ? ApiKeyIndex.NONE : ApiKeyIndex.of(ApiKey.hashes(most + 1), most);
            }

            @Override
            public List<ApiKey> find(List<byte[]> hashes) {
                return ApiKey.listByHash(hashes);
            }

            @Override
            public List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes) {
                return ApiKey.listByHash(hashes, ids);
            }
        });
    }

    ApiKeyCache(CacheConfig config, CacheFactory caches, Ticker ticker, Records records) {
        this.records = records;
        this.ticker = ticker;
        Duration bound = config.maxStale().compareTo(config.maxStaleKeys()) < 0 ? config.maxStale() : config.maxStaleKeys();
        maxStale = bound.toNanos();
        keys = caches.create("keys", 1, bound, (hash, key) -> ENTRY_BYTES + key.map(known -> 2 * known.textLength()).orElse(0),
                new BatchLoader<>() {
                    @Override
                    public Map<KeyHash, Optional<ApiKey>> read(Map<KeyHash, Optional<ApiKey>> before) {
                        return find(before.keySet());
                    }

                    @Override
                    public boolean isBatched(KeyHash hash, Optional<ApiKey> before) {
                        return true;
                    }

                    @Override
                    public boolean isKnown(Optional<ApiKey> before) {
                        return before.isPresent();
                    }
                });
        int most = (int) Math.min(MOST_INDEXED, config.bytes() / 4 / ApiKeyIndex.ENTRY_BYTES);
        indexes = caches.create("key-index", 1, bound, (all, index) -> 1, (all, before) -> records.index(most));
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
        indexes.get(ALL); // this one is out of date
        return byHash(records.find(wanted));
    }

    /** Of several records of a key, the first one. */
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
            indexes.get(ALL); // for those who come next
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

    /** Whether a key is in memory and not an unknown one. */
    boolean has(KeyHash hash) {
        CachedValue<Optional<ApiKey>> known = keys.peek(hash);
        return known != null && known.value().isPresent();
    }

    /** Whether there may be a key that is let in although the database does not answer. */
    public boolean hasAny() {
        Long time = lastFound.get();
        return time != null && ticker.read() - time < maxStale;
    }
}
