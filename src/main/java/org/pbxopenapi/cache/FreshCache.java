package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Values that are read from the database, never older than a bound when they are handed out. A value's age counts from before
 * its reading began. Whoever asks while a reading is fresh enough, or has yet to begin, shares it; so however many ask at the
 * same time, few readings answer them all, and with a bound of zero none of them gets what was read before he asked.
 * <p>
 * The memory that it takes is bounded. What is asked for often stays when much is asked for once.
 */
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA") // Caffeine's class for such a cache; Quarkus knows others
public final class FreshCache<K, V> {

    /** How long what nobody asks for is kept: as the version to compare the next one with. */
    private static final Duration RETENTION = Duration.ofMinutes(1);
    private static final long PATIENCE_MILLIS = 250;

    private final AsyncCache<K, V> cache;
    private final BiFunction<K, V, V> reader;
    private final Workers workers;
    private final long maxAge;

    /**
     * @param maxAge how old a value may be when it is handed out
     * @param bytes how much memory the values may take
     * @param weigher how many bytes an entry takes
     * @param workers where values are read
     * @param reader reads the value of a key from the database; it is also given the value that it read before, or null
     */
    public FreshCache(Duration maxAge, long bytes, Weigher<K, V> weigher, Workers workers, BiFunction<K, V, V> reader) {
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher(weigher)
                .expireAfterAccess(RETENTION)
                .executor(Runnable::run)
                .buildAsync();
        this.maxAge = maxAge.toNanos();
        this.workers = workers;
        this.reader = reader;
    }

    /** The value, complete already if it is in memory; it never blocks. It must not be cancelled: others may share it. */
    public CompletableFuture<V> get(K key) {
        long now = System.nanoTime();
        if (cache.getIfPresent(key) instanceof Reading<V> known && known.serves(now, maxAge)) {
            return known;
        }
        Reading<V> reading = new Reading<>();
        CompletableFuture<V> shared = cache.asMap().compute(key, (same, before) -> {
            if (before instanceof Reading<V> known && known.serves(now, maxAge)) {
                return known;
            }
            reading.before = before;
            return reading;
        });
        if (shared == reading) {
            reading.whenItsTurn(() -> workers.supply(() -> reader.apply(key, reading.begin()), reading));
        }
        return shared;
    }

    private static final class Reading<V> extends CompletableFuture<V> {

        private CompletableFuture<V> before;
        private long beginning;
        private volatile boolean begun;

        boolean serves(long now, long maxAge) {
            return !begun || now - beginning < maxAge;
        }

        /** One reading of a thing at a time is enough, unless it hangs: who comes meanwhile shares the next one. */
        void whenItsTurn(Runnable begin) {
            if (before == null || before.isDone()) {
                begin.run();
            } else {
                before.copy().completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .whenComplete((value, failure) -> begin.run());
            }
        }

        /** Returns the value that was read before, or null. */
        V begin() {
            beginning = System.nanoTime();
            begun = true;
            V value = before == null || before.isCompletedExceptionally() ? null : before.getNow(null);
            before = null;
            return value;
        }
    }
}
