package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.pbxopenapi.database.DatabaseCircuitBreaker;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;

import io.micrometer.core.instrument.MeterRegistry;

/** Creates the caches, which share a memory budget, an executor and the circuit breaker of the database. */
@Singleton
public class CacheFactory {

    static final int SHARES = 8;

    final CacheConfig config;
    /** How many batches of a cache usually run concurrently: one for two processors, since the database needs some, too. */
    final int concurrentBatches = Math.max(1,
            Math.min(BatchQueue.MOST_UNDER_WAY, Runtime.getRuntime().availableProcessors() / 2));
    final BlockingExecutor executor;
    final DatabaseCircuitBreaker breaker;
    final Scheduler scheduler;
    final Ticker ticker;
    final MeterRegistry meters;

    CacheFactory(CacheConfig config, BlockingExecutor executor, DatabaseCircuitBreaker breaker, Scheduler scheduler,
            Ticker ticker,
            MeterRegistry meters) {
        this.config = config;
        this.executor = executor;
        this.breaker = breaker;
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.meters = meters;
    }

    /**
     * @param name its name in metrics
     * @param shares its share of the memory budget, in eighths
     * @param maxStale how old a stale value may be
     * @param weigher the bytes that an entry takes
     * @param loader reads values from the database
     */
    public <K, V> BoundedStalenessCache<K, V> create(String name, int shares, Duration maxStale, Weigher<K, V> weigher,
            BatchLoader<K, V> loader) {
        return new BoundedStalenessCache<>(this, name, config.bytes() / SHARES * shares, maxStale, weigher, loader);
    }

    /**
     * A cache whose values are read one by one.
     *
     * @param reader reads the value of a key; its second argument is the previous value, or null
     */
    public <K, V> BoundedStalenessCache<K, V> create(String name, int shares, Duration maxStale, Weigher<K, V> weigher,
            BiFunction<K, V, V> reader) {
        return create(name, shares, maxStale, weigher, BatchLoader.ofOne(reader));
    }
}
