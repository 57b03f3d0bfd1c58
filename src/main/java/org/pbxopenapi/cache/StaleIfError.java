package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.pbxopenapi.database.DatabaseCircuitBreaker;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;

/**
 * The response to the requests that share a {@link Load}: its value, or the previous value as a stale one if the load takes
 * longer than a second or fails because of the database ({@code stale-if-error}, RFC 5861). Without a usable previous value,
 * it fails with 503 after the read timeout, or as soon as the circuit breaker is open.
 */
final class StaleIfError<K, V> extends CompletableFuture<CachedValue<V>> {

    private static final Duration RETRY = Duration.ofMillis(200);

    private final Load<K, V> load;
    private final BoundedStalenessCache<K, V> cache;
    private final long createdAt;
    private Future<?> timer;

    StaleIfError(Load<K, V> load, BoundedStalenessCache<K, V> cache) {
        this.load = load;
        this.cache = cache;
        this.createdAt = cache.ticker.read();
    }

    void start() {
        timer = cache.schedule(DatabaseCircuitBreaker.TIMEOUT, this::late);
    }

    private void late() {
        cache.breaker.reportFailure();
        cache.beginBatch();
        if (completeStale()) {
            return;
        }
        if (cache.breaker.isOpen() || cache.ticker.read() - createdAt >= cache.readTimeout.toNanos()) {
            if (completeExceptionally(new ApiException(ApiError.SERVICE_UNAVAILABLE))) {
                cache.discard(load); // the next request does not wait for it
            }
        } else if (!isDone()) {
            timer = cache.schedule(RETRY, this::late);
        }
    }

    /** Returns false if the requests have received another response already. */
    boolean succeed(CachedValue<V> read) {
        timer.cancel(false);
        return complete(read);
    }

    void fail(Throwable failure) {
        timer.cancel(false);
        if (failure instanceof ApiException || DatabaseFailure.isOutage(failure)) {
            cache.breaker.reportFailure();
            completeStale();
        }
        completeExceptionally(failure);
    }

    private boolean completeStale() {
        CachedValue<V> previous = load.previous();
        if (!cache.isUsable(previous)) {
            return false;
        }
        complete(previous.asStale());
        return true;
    }
}
