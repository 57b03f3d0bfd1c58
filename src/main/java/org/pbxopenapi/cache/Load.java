package org.pbxopenapi.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One read of a value from the database. Requests share it while the value is fresh enough for them: a value's age counts
 * from before its read began. At most one load of a key runs at a time, unless one hangs; the next load waits for it.
 */
final class Load<K, V> {

    /** How long, at most, a failed load is shared. */
    private static final long FAILURE_AGE = TimeUnit.SECONDS.toNanos(1);

    final K key;
    private final BoundedStalenessCache<K, V> cache;
    private final CompletableFuture<CachedValue<V>> result = new CompletableFuture<>();
    /** Null when the load has ended: it may hold a stale value. */
    private StaleIfError<K, V> staleIfError;
    private volatile CompletableFuture<CachedValue<V>> response;
    private volatile Load<K, V> predecessor;
    /** The value of an earlier load; null: none. */
    private volatile CachedValue<V> previous;
    private volatile boolean hasBegun;
    private volatile long beganAt;

    Load(K key, BoundedStalenessCache<K, V> cache) {
        this.key = key;
        this.cache = cache;
        this.staleIfError = new StaleIfError<>(this, cache);
        this.response = staleIfError;
    }

    /** @param load null: there was none */
    void follow(Load<K, V> load) {
        predecessor = load;
        previous = load == null ? null : load.lastValue();
    }

    /** What requests receive: the value of this load, or a stale one if the database is slow or fails. */
    CompletableFuture<CachedValue<V>> response() {
        return response;
    }

    /** Whether a request that arrives at this time may share the load. */
    boolean serves(long now) {
        CompletableFuture<CachedValue<V>> current = response;
        if (current.isCompletedExceptionally()) {
            return false;
        }
        if (!current.isDone() || !current.join().isStale()) {
            return !hasBegun || now - beganAt < cache.maxAge;
        }
        // While a load is slow, another one would not be faster. A failed one is repeated after a while.
        return cache.isUsable(current.join())
                && (!result.isDone() || now - beganAt < Math.min(cache.maxAge, FAILURE_AGE));
    }

    /** The last value that was read, of whatever age; null: none. */
    CachedValue<V> lastValue() {
        return result.isDone() && !result.isCompletedExceptionally() ? result.join() : previous;
    }

    boolean isPending() {
        return !result.isDone();
    }

    V previousValue() {
        return previous == null ? null : previous.value();
    }

    CachedValue<V> previous() {
        return previous;
    }

    void start() {
        staleIfError.start();
        Load<K, V> before = predecessor;
        if (before == null || before.result.isDone()) {
            cache.enqueue(this);
            return;
        }
        CompletableFuture<Void> turn = before.result.handle((value, failure) -> null);
        Future<?> timeout = cache.schedule(cache.readTimeout, () -> turn.complete(null));
        turn.whenComplete((ended, failure) -> {
            timeout.cancel(false);
            cache.enqueue(this);
        });
    }

    /** Marks the beginning of the read. Returns false if no request can use the value. */
    boolean begin() {
        Load<K, V> before = predecessor;
        if (before != null) {
            previous = before.lastValue();
            predecessor = null;
        }
        beganAt = cache.ticker.read();
        hasBegun = true;
        return !cache.breaker.isOpen() && !response.isCompletedExceptionally();
    }

    void succeed(V value) {
        CachedValue<V> read = new CachedValue<>(value, beganAt, false);
        if (!staleIfError.succeed(read)) { // too late for the requests that waited, but not for the next ones
            response = CompletableFuture.completedFuture(read);
        }
        result.complete(read);
        previous = null;
        staleIfError = null;
        cache.keep(this);
    }

    void fail(Throwable failure) {
        staleIfError.fail(failure);
        staleIfError = null;
        result.completeExceptionally(failure);
        if (response.isCompletedExceptionally()) {
            cache.discard(this);
        } else {
            cache.keep(this);
        }
    }
}
