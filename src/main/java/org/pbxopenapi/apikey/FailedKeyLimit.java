package org.pbxopenapi.apikey;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.pbxopenapi.telemetry.AuditLog;
import org.pbxopenapi.telemetry.LimitMetrics;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Who guesses keys is told to wait. Each address has a budget of keys that are refused; good keys from the same address go on
 * working, but what is not known is looked up for few requests at a time, so that guesses don't keep others waiting.
 */
@ApplicationScoped
public class FailedKeyLimit {

    private static final int PLACES = 1 << 16;
    private static final int LOOKUPS = 4;
    /** In IPv6, everybody has a network of 64 bits to take addresses from. */
    private static final Pattern IPV6_NETWORK = Pattern.compile("(?:[^:]*:){4}");

    private final RateLimiter quota;
    private final RateLimiter warnings;
    private final Counter rejected;
    private final Semaphore lookups = new Semaphore(LOOKUPS);
    private final int seed = ThreadLocalRandom.current().nextInt() | 1;

    FailedKeyLimit(LimitConfig config, Ticker ticker, MeterRegistry meters) {
        quota = config.failedKeysPerMinute() == 0 ? null : new RateLimiter(PLACES, config.failedKeysPerMinute(), ticker);
        warnings = new RateLimiter(1 << 12, 1, ticker);
        rejected = LimitMetrics.rejected("failed_keys", meters);
    }

    public boolean isOverdrawn(String address) {
        return quota != null && quota.left(place(address)) == 0;
    }

    /** Counts a key that is refused. Returns false if that was one too many. */
    public boolean count(String address) {
        return quota == null || quota.take(place(address));
    }

    /** To look up a key for somebody who is overdrawn, if there is room for that now; to be released. */
    public boolean tryLookup() {
        return lookups.tryAcquire();
    }

    public void releaseLookup() {
        lookups.release();
    }

    /** The refusal of one request too many: in how many seconds there may be another one. */
    public long reject(String address) {
        rejected.increment();
        if (warnings.take(place(address))) {
            AuditLog.tooManyKeysRejected(address);
        }
        return Math.max(1, quota.secondsToNext(place(address)));
    }

    private int place(String address) {
        int hash = network(address).hashCode() * seed;
        return hash ^ hash >>> 16;
    }

    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address; // IPv4, without the cost of a match for every request
        }
        Matcher network = IPV6_NETWORK.matcher(address);
        return network.lookingAt() ? network.group() : address;
    }
}
