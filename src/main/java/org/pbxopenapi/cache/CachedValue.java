package org.pbxopenapi.cache;

/**
 * A value as the database had it at some time.
 *
 * @param taken before its reading began, by the service's {@link com.github.benmanes.caffeine.cache.Ticker}
 * @param isStale whether it is handed out only because the database does not answer
 */
public record CachedValue<V>(V value, long taken, boolean isStale) {

    CachedValue<V> asStale() {
        return isStale ? this : new CachedValue<>(value, taken, true);
    }
}
