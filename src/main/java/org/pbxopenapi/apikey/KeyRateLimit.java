package org.pbxopenapi.apikey;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.telemetry.LimitMetrics;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * Limits requests per key and minute, if configured, and adds the headers of draft-ietf-httpapi-ratelimit-headers-10 to
 * responses.
 */
@ApplicationScoped
public class KeyRateLimit {

    /** The limit is exact for this many keys; beyond it, some keys share a slot. */
    private static final int SLOTS = 1 << 17;
    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence STATE = HttpHeaders.createOptimized("RateLimit");

    private final RateLimiter limiter;
    private final String policy;
    private final Counter rejected;

    KeyRateLimit(LimitConfig config, Ticker ticker, MeterRegistry meters) {
        int limit = config.requestsPerKeyPerMinute();
        limiter = limit == 0 ? null : new RateLimiter(SLOTS, limit, ticker);
        policy = "\"key\";q=" + limit + ";w=60";
        rejected = LimitMetrics.rejected("key_rate", meters);
    }

    /**
     * Counts a request.
     *
     * @param headers the headers of its response, to which those of the limit are added
     * @return 0; or, if the request exceeds the limit, the seconds until the next one is allowed
     */
    public long take(long keyId, MultiMap headers) {
        if (limiter == null) {
            return 0;
        }
        int slot = Long.hashCode(keyId);
        boolean taken = limiter.take(slot);
        headers.set(POLICY, policy);
        headers.set(STATE, "\"key\";r=" + limiter.left(slot) + ";t=" + limiter.secondsToAll(slot));
        if (taken) {
            return 0;
        }
        rejected.increment();
        return Math.max(1, limiter.secondsToNext(slot));
    }
}
