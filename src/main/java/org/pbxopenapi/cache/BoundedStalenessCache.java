package org.pbxopenapi.cache;

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

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.Weigher;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Values that are read from the database, never older than a bound when they are handed out. A value's age counts from before
 * its reading began. Whoever asks while a reading is fresh enough, or has yet to begin, shares it; so however many ask at the
 * same time, few readings answer them all, and with a bound of zero none of them gets what was read before he asked.
 * <p>
 * While the database does not answer, the last value that was read is handed out as a stale one, up to a bound of its own;
 * who asks for what has none is refused.
 * <p>
 * The memory that it takes is bounded. What is asked for often stays when much is asked for once.
 */
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA") // Caffeine's class for such a cache; Quarkus knows others
public final class BoundedStalenessCache<K, V> {

    /** How often who has waited for long looks whether there is any hope. */
    private static final Duration IMPATIENCE = Duration.ofMillis(200);
    /** How long what nobody asks for is kept, at least: as the version to compare the next one with. */
    private static final long RETENTION = TimeUnit.MINUTES.toNanos(1);

    /** How long, at the most, a reading that has failed is shared. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final AsyncCache<K, CachedValue<V>> cache;
    private final BatchLoader<K, V> source;
    private final BatchQueue<Reading> batches;
    private final DatabaseCircuitBreaker watch;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final long maxAge;
    private final long maxStale;
    private final Duration readTimeout;
    private final LongAdder hits;
    private final LongAdder misses;
    private final LongAdder stale;

    BoundedStalenessCache(CacheFactory caches, String name, long bytes, Duration maxStale, Weigher<K, V> weigher,
            BatchLoader<K, V> source) {
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((K key, CachedValue<V> known) -> weigher.weigh(key, known.value()))
                .expireAfterAccess(Duration.ofNanos(Math.max(RETENTION, maxStale.toNanos())))
                .executor(Runnable::run)
                .ticker(caches.ticker)
                .buildAsync();
        this.maxAge = caches.config.maxAge().toNanos();
        this.maxStale = maxStale.toNanos();
        this.readTimeout = caches.config.readTimeout();
        this.watch = caches.watch;
        this.scheduler = caches.scheduler;
        this.ticker = caches.ticker;
        this.source = source;
        this.batches = new BatchQueue<>(caches.batches, caches.workers, caches.ticker, this::read,
                (reading, failure) -> reading.fail(failure));
        this.hits = count(name, "hit", caches.meters);
        this.misses = count(name, "miss", caches.meters);
        this.stale = count(name, "stale", caches.meters);
    }

    private static LongAdder count(String cache, String result, MeterRegistry meters) {
        LongAdder count = new LongAdder();
        FunctionCounter.builder("pbx.cache", count, LongAdder::sum).tag("cache", cache).tag("result", result)
                .description("What was answered from memory, read from the database, or stale, as that does not answer")
                .register(meters);
        return count;
    }

    /**
     * The value, complete already if it is in memory; it never blocks. It must not be cancelled: others may share it. Where
     * the database does not answer, it fails with 503.
     */
    public CompletableFuture<CachedValue<V>> get(K key) {
        long now = ticker.read();
        Reading known = reading(cache.getIfPresent(key));
        if (known != null && known.serves(now)) {
            hits.increment();
            return known;
        }
        CachedValue<V> last = known == null ? null : known.last();
        if (watch.isDown() || watch.isDoubtful() && isGood(last)) {
            return fallback(last);
        }
        Reading reading = new Reading(key);
        CompletableFuture<CachedValue<V>> shared = cache.asMap().compute(key, (same, current) -> {
            Reading before = reading(current);
            if (before != null && before.serves(now)) {
                return before;
            }
            reading.follow(before);
            return reading;
        });
        if (shared == reading) {
            misses.increment();
            reading.start();
        }
        return shared;
    }

    /** What is in memory, however old it is; null: nothing. */
    public CachedValue<V> peek(K key) {
        Reading known = reading(cache.getIfPresent(key));
        return known == null ? null : known.last();
    }

    @SuppressWarnings("unchecked")
    private Reading reading(CompletableFuture<CachedValue<V>> future) {
        return (Reading) future; // there are no others in the cache
    }

    private CompletableFuture<CachedValue<V>> fallback(CachedValue<V> last) {
        if (isGood(last)) {
            stale.increment();
            return CompletableFuture.completedFuture(last.asStale());
        }
        return CompletableFuture.failedFuture(new ApiException(ApiError.SERVICE_UNAVAILABLE));
    }

    private Runnable read(List<Reading> batch) {
        List<Reading> wanted = batch.stream().filter(Reading::begin).toList();
        if (!wanted.isEmpty()) {
            readTogether(wanted);
        }
        return () -> batch.forEach(reading -> {
            if (reading.isLeftOut) {
                batches.addAlone(reading);
            } else {
                reading.finish();
            }
        });
    }

    private void readTogether(List<Reading> readings) {
        Map<K, V> before = new HashMap<>();
        readings.forEach(reading -> before.put(reading.key, reading.valueBefore()));
        try {
            Map<K, V> values = source.read(before);
            readings.forEach(reading -> {
                reading.value = values.get(reading.key);
                reading.isLeftOut = !values.containsKey(reading.key);
            });
        } catch (Throwable e) {
            if (readings.size() == 1 || !DatabaseFailure.isOfTheQuery(e)) {
                readings.forEach(reading -> reading.failure = e);
            } else { // what one of them can't be answered for is not the others' fault
                readings.forEach(reading -> reading.isLeftOut = true);
            }
        }
    }

    private boolean isGood(CachedValue<V> last) {
        return last != null && ticker.read() - last.taken() < maxStale;
    }

    private Future<?> after(Duration delay, Runnable doing) {
        return scheduler.schedule(Runnable::run, doing, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What is handed out: first or last what the database said, else the value before it, if that is good still. */
    private final class Reading extends CompletableFuture<CachedValue<V>> {

        private final K key;
        private Reading before;
        private volatile CachedValue<V> last;
        private final long asked = ticker.read();
        private long beginning;
        private volatile boolean begun;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private Future<?> alarm;
        private V value;
        /** Whether it is yet to be read alone, instead of with others. */
        private boolean isLeftOut;
        private Throwable failure;

        Reading(K key) {
            this.key = key;
        }

        void follow(Reading before) {
            this.before = before;
            this.last = before == null ? null : before.last();
        }

        /** Whether it is what a request may be answered with that comes at this time. */
        boolean serves(long now) {
            if (isDone() && !over.isDone()) { // it takes long, and another one would not be faster
                return isGood(last);
            }
            if (!over.isDone() || !hasFailed()) {
                return !begun || now - beginning < maxAge;
            }
            return now - beginning < Math.min(maxAge, PAUSE) && (isCompletedExceptionally() || isGood(last()));
        }

        /** Whether what was handed out is not what the database said. */
        private boolean hasFailed() {
            return isCompletedExceptionally() || getNow(null).isStale();
        }

        /** The last value that was read, or null. */
        CachedValue<V> last() {
            return isDone() && !isCompletedExceptionally() ? getNow(null) : last;
        }

        /** One reading of a thing at a time is enough, unless it hangs: who comes meanwhile shares the next one. */
        void start() {
            alarm = after(DatabaseCircuitBreaker.PATIENCE, this::late);
            if (before == null || before.over.isDone()) {
                read();
            } else {
                CompletableFuture<Void> turn = before.over.copy();
                Future<?> end = after(readTimeout, () -> turn.complete(null));
                turn.whenComplete((value, failure) -> {
                    end.cancel(false);
                    read();
                });
            }
        }

        private void read() {
            if (source.isBatched(key, valueBefore())) {
                batches.add(this, last != null && source.isKnown(last.value()));
            } else {
                batches.addAlone(this);
            }
        }

        /** Returns whether there is any use in reading it. */
        boolean begin() {
            last = before == null ? last : before.last();
            before = null;
            beginning = ticker.read();
            begun = true;
            isLeftOut = false;
            if (watch.isDown() || isCompletedExceptionally()) { // it was in the queue for too long
                failure = new ApiException(ApiError.SERVICE_UNAVAILABLE);
            }
            return failure == null;
        }

        void fail(Throwable reason) {
            failure = reason;
            finish();
        }

        V valueBefore() {
            return last == null ? null : last.value();
        }

        private void late() {
            watch.suspect();
            batches.begin();
            if (isGood(last)) {
                complete(last.asStale());
            } else if (watch.isDown() || ticker.read() - asked >= readTimeout.toNanos()) {
                completeExceptionally(new ApiException(ApiError.SERVICE_UNAVAILABLE));
            } else if (!isDone()) {
                alarm = after(IMPATIENCE, this::late);
            }
        }

        void finish() {
            alarm.cancel(false);
            if (failure == null) {
                CachedValue<V> read = new CachedValue<>(value, beginning, false);
                if (!complete(read)) {
                    keep(read);
                }
            } else if (failure instanceof ApiException || DatabaseFailure.isOutage(failure)) {
                watch.suspect();
                if (isGood(last)) {
                    complete(last.asStale());
                }
                completeExceptionally(failure);
            } else {
                completeExceptionally(failure);
            }
            last = null;
            value = null;
            over.complete(null);
        }

        /** What came too late for those who had asked is there for those who will. */
        private void keep(CachedValue<V> read) {
            Reading done = new Reading(key);
            done.beginning = beginning;
            done.begun = true;
            done.over.complete(null);
            done.complete(read);
            cache.asMap().compute(key, (same, current) -> current == null || current == this ? done : current);
        }
    }
}
