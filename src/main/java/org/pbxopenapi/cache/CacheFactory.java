package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.pbxopenapi.database.DatabaseCircuitBreaker;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;

import io.micrometer.core.instrument.MeterRegistry;

/** Makes the caches, which share the memory that they may take, the workers, and what is known of the database. */
@Singleton
public class CacheFactory {

    static final int SHARES = 8;

    final CacheConfig config;
    /** How many batches of a cache are read at the same time: one for two processors, as the database takes its share. */
    final int batches = Math.max(1, Math.min(BatchQueue.MOST_UNDER_WAY, Runtime.getRuntime().availableProcessors() / 2));
    final BlockingExecutor workers;
    final DatabaseCircuitBreaker watch;
    final Scheduler scheduler;
    final Ticker ticker;
    final MeterRegistry meters;

    CacheFactory(CacheConfig config, BlockingExecutor workers, DatabaseCircuitBreaker watch, Scheduler scheduler, Ticker ticker,
            MeterRegistry meters) {
        this.config = config;
        this.workers = workers;
        this.watch = watch;
        this.scheduler = scheduler;
        this.ticker = ticker;
        this.meters = meters;
    }

    /**
     * @param name what it is called in metrics
     * @param shares how many eighths of the memory it may take
     * @param maxStale how old a value may be when it is handed out because the database does not answer
     * @param weigher how many bytes an entry takes
     * @param source reads the values of keys from the database
     */
    public <K, V> BoundedStalenessCache<K, V> create(String name, int shares, Duration maxStale, Weigher<K, V> weigher,
            BatchLoader<K, V> source) {
        return new BoundedStalenessCache<>(this, name, config.bytes() / SHARES * shares, maxStale, weigher, source);
    }

    /**
     * The same for values that are read one by one.
     *
     * @param reader reads the value of a key from the database; it is also given the value that it read before, or null
     */
    public <K, V> BoundedStalenessCache<K, V> create(String name, int shares, Duration maxStale, Weigher<K, V> weigher,
            BiFunction<K, V, V> reader) {
        return create(name, shares, maxStale, weigher, BatchLoader.ofOne(reader));
    }
}
