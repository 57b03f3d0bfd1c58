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
 * Limits rejected keys per client address and minute. Once an address exceeds its limit, its valid keys keep working, but
 * unknown keys of all such addresses share a few concurrent lookups and otherwise get 429, so that guessing does not load the
 * database.
 */
@ApplicationScoped
public class FailedKeyLimit {

    private static final int SLOTS = 1 << 16;
    private static final int WARNING_SLOTS = 1 << 12;
    private static final int CONCURRENT_LOOKUPS = 4;
    /** An IPv6 client usually has a network of 64 bits, and can use any address of it. */
    private static final Pattern IPV6_NETWORK = Pattern.compile("(?:[^:]*:){4}");

    private final RateLimiter limiter;
    private final RateLimiter warnings;
    private final Counter rejected;
    private final Semaphore lookups = new Semaphore(CONCURRENT_LOOKUPS);
    private final int seed = ThreadLocalRandom.current().nextInt() | 1;

    FailedKeyLimit(LimitConfig config, Ticker ticker, MeterRegistry meters) {
        limiter = config.failedKeysPerMinute() == 0 ? null : new RateLimiter(SLOTS, config.failedKeysPerMinute(), ticker);
        warnings = new RateLimiter(WARNING_SLOTS, 1, ticker);
        rejected = LimitMetrics.rejected("failed_keys", meters);
    }

    /** Whether an address has no rejected keys left. */
    public boolean isExceeded(String address) {
        return limiter != null && limiter.left(slot(address)) == 0;
    }

    /** Counts a rejected key. Returns false if it exceeds the limit. */
    public boolean count(String address) {
        return limiter == null || limiter.take(slot(address));
    }

    /** Acquires a lookup for an address that has exceeded its limit; false: there is none. To be released afterwards. */
    public boolean tryLookup() {
        return lookups.tryAcquire();
    }

    public void releaseLookup() {
        lookups.release();
    }

    /** Counts and logs a request beyond the limit. Returns the seconds until the next one is allowed, at least 1. */
    public long reject(String address) {
        rejected.increment();
        if (warnings.take(slot(address))) {
            AuditLog.tooManyKeysRejected(address);
        }
        return Math.max(1, limiter.secondsToNext(slot(address)));
    }

    private int slot(String address) {
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
