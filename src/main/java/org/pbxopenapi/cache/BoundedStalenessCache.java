package org.pbxopenapi.cache;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.pbxopenapi.database.DatabaseCircuitBreaker;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A cache of database reads with a bound on their staleness: a value's age counts from before its read began, and no value
 * older than {@code pbx.cache.max-age} is returned. Concurrent requests for a key share a {@link Load} if it is fresh enough
 * for each of them; with a bound of zero, they share only loads that have not begun.
 * <p>
 * While the database does not answer, the last value is returned as a stale one, up to a second bound ({@link StaleIfError}).
 * <p>
 * The cache is bounded in bytes, and evicts by recency and frequency.
 */
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA") // what Caffeine makes of these options
public final class BoundedStalenessCache<K, V> {

    /** How long, at least, an unused value is kept, so that a new value can be compared with it. */
    private static final long RETENTION = TimeUnit.MINUTES.toNanos(1);

    final DatabaseCircuitBreaker breaker;
    final Ticker ticker;
    final long maxAge;
    final Duration readTimeout;
    private final long maxStale;
    private final Scheduler scheduler;
    private final BatchLoader<K, V> loader;
    private final BatchQueue<Load<K, V>> batches;
    private final Cache<K, Load<K, V>> loads;
    private final LongAdder hits;
    private final LongAdder misses;
    private final LongAdder stale;

    BoundedStalenessCache(CacheFactory factory, String name, long bytes, Duration maxStale, Weigher<K, V> weigher,
            BatchLoader<K, V> loader) {
        this.breaker = factory.breaker;
        this.ticker = factory.ticker;
        this.maxAge = factory.config.maxAge().toNanos();
        this.readTimeout = factory.config.readTimeout();
        this.maxStale = maxStale.toNanos();
        this.scheduler = factory.scheduler;
        this.loader = loader;
        this.batches = new BatchQueue<>(factory.concurrentBatches, factory.executor, factory.ticker, this::read, Load::fail);
        this.loads = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((K key, Load<K, V> load) -> weight(key, load, weigher))
                .expireAfterAccess(Duration.ofNanos(Math.max(RETENTION, maxStale.toNanos())))
                .executor(Runnable::run)
                .ticker(factory.ticker)
                .build();
        this.hits = counter(name, "hit", factory.meters);
        this.misses = counter(name, "miss", factory.meters);
        this.stale = counter(name, "stale", factory.meters);
    }

    /** Pending loads weigh nothing, so that Caffeine does not evict them. */
    private static <K, V> int weight(K key, Load<K, V> load, Weigher<K, V> weigher) {
        CachedValue<V> value = load.isPending() ? null : load.lastValue();
        return value == null ? 0 : weigher.weigh(key, value.value());
    }

    private static LongAdder counter(String cache, String result, MeterRegistry meters) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder("pbx.cache", count, LongAdder::sum).tag("cache", cache).tag("result", result)
                .description("Lookups answered from memory, from the database, or with a stale value")
                .register(meters);
        return count;
    }

    /**
     * Returns the value without blocking; the future is complete if the value is in memory. It must not be cancelled, since
     * others may share it. It fails with 503 if the database does not answer and there is no usable stale value.
     */
    public CompletableFuture<CachedValue<V>> get(K key) {
        long now = ticker.read();
        Load<K, V> current = loads.getIfPresent(key);
        if (current != null && current.serves(now)) {
            hits.increment();
            return current.response();
        }
        CachedValue<V> last = current == null ? null : current.lastValue();
        if (breaker.isOpen() || breaker.isProbing() && isUsable(last)) {
            return staleValue(last);
        }
        Load<K, V> created = new Load<>(key, this);
        Load<K, V> shared = loads.asMap().compute(key, (same, latest) -> {
            if (latest != null && latest.serves(now)) {
                return latest;
            }
            created.follow(latest);
            return created;
        });
        if (shared == created) {
            misses.increment();
            created.start();
        }
        return shared.response();
    }

    /** The value in memory, of whatever age; null: none. */
    public CachedValue<V> peek(K key) {
        Load<K, V> current = loads.getIfPresent(key);
        return current == null ? null : current.lastValue();
    }

    private CompletableFuture<CachedValue<V>> staleValue(CachedValue<V> last) {
        if (isUsable(last)) {
            stale.increment();
            return CompletableFuture.completedFuture(last.asStale());
        }
        return CompletableFuture.failedFuture(new ApiException(ApiError.SERVICE_UNAVAILABLE));
    }

    /** Whether a value may be returned as a stale one. */
    boolean isUsable(CachedValue<V> value) {
        return value != null && ticker.read() - value.readAt() < maxStale;
    }

    Future<?> schedule(Duration delay, Runnable work) {
        return scheduler.schedule(Runnable::run, work, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    void enqueue(Load<K, V> load) {
        V previous = load.previousValue();
        if (loader.isBatched(load.key, previous)) {
            batches.add(load, load.previous() != null && loader.isKnown(previous));
        } else {
            batches.addAlone(load);
        }
    }

    void beginBatch() {
        batches.begin();
    }

    /** Reads values on a worker thread. Returns what completes their loads. */
    private Runnable read(List<Load<K, V>> batch) {
        Map<K, V> previous = new HashMap<>();
        batch.stream().filter(Load::begin).forEach(load -> previous.put(load.key, load.previousValue()));
        try {
            Map<K, V> values = previous.isEmpty() ? Map.of() : requireNonNull(loader.read(previous));
            return () -> batch.forEach(load -> end(load, previous, values, null));
        } catch (Throwable e) {
            return () -> batch.forEach(load -> end(load, previous, Map.of(), e));
        }
    }

    private void end(Load<K, V> load, Map<K, V> read, Map<K, V> values, Throwable failure) {
        if (!read.containsKey(load.key)) {
            load.fail(new ApiException(ApiError.SERVICE_UNAVAILABLE));
        } else if (values.containsKey(load.key)) {
            load.succeed(values.get(load.key));
        } else if (failure != null && (read.size() == 1 || !DatabaseFailure.isQueryFailure(failure))) {
            load.fail(failure);
        } else { // the loader has left it out, or another load may have caused the failure
            batches.addAlone(load);
        }
    }

    /** Weighs a load that has ended, and keeps its value even if the load was discarded. */
    void keep(Load<K, V> load) {
        loads.asMap().compute(load.key, (same, current) -> current == null ? load : current);
    }

    void discard(Load<K, V> load) {
        loads.asMap().remove(load.key, load);
    }
}
