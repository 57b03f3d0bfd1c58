package org.pbxopenapi.cache;

/**
 * A value that was read from the database.
 *
 * @param readAt the time before its read began, by the service's {@link com.github.benmanes.caffeine.cache.Ticker}
 * @param isStale whether it is returned only because the database does not answer
 */
public record CachedValue<V>(V value, long readAt, boolean isStale) {

    CachedValue<V> asStale() {
        return isStale ? this : new CachedValue<>(value, readAt, true);
    }
}
