package org.pbxopenapi.apikey;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.telemetry.LimitMetrics;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * How many requests a key may make in a minute, if there is a limit at all, and what the client is told of it: the headers of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
@ApplicationScoped
public class KeyRateLimit {

    /** For as many keys the limit is exact; if there are more, some share theirs. */
    private static final int PLACES = 1 << 17;
    private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence STATE = HttpHeaders.createOptimized("RateLimit");

    private final RateLimiter quota;
    private final String policy;
    private final Counter rejected;

    KeyRateLimit(LimitConfig config, Ticker ticker, MeterRegistry meters) {
        int limit = config.requestsPerKeyPerMinute();
        quota = limit == 0 ? null : new RateLimiter(PLACES, limit, ticker);
        policy = "\"key\";q=" + limit + ";w=60";
        rejected = LimitMetrics.rejected("key_rate", meters);
    }

    /**
     * Counts a request.
     *
     * @param headers of its answer, to which those of the limit are added
     * @return 0, or in how many seconds there may be another one instead of this
     */
    public long take(long keyId, MultiMap headers) {
        if (quota == null) {
            return 0;
        }
        int who = Long.hashCode(keyId);
        boolean taken = quota.take(who);
        headers.set(POLICY, policy);
        headers.set(STATE, "\"key\";r=" + quota.left(who) + ";t=" + quota.secondsToAll(who));
        if (taken) {
            return 0;
        }
        rejected.increment();
        return Math.max(1, quota.secondsToNext(who));
    }
}
