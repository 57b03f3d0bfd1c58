package org.pbxopenapi.apikey;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * A rate limit per minute for many clients in memory of a fixed size, by the generic cell rate algorithm, which needs one
 * number for each client. A burst may use the whole limit at once. Clients that hash to the same slot share a limit.
 */
final class RateLimiter {

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private final long origin;
    private final AtomicLongArray slots;
    private final long step;

    /** @param slots a power of two */
    RateLimiter(int slots, int perMinute, Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.read() - WINDOW;
        this.slots = new AtomicLongArray(slots);
        this.step = WINDOW / perMinute;
    }

    /** Takes a permit. Returns false if none is left. */
    boolean take(int client) {
        int slot = client & slots.length() - 1;
        while (true) {
            long now = ticker.read() - origin;
            long before = slots.get(slot);
            long after = Math.max(before, now) + step;
            if (after - now > WINDOW) {
                return false;
            }
            if (slots.compareAndSet(slot, before, after)) {
                return true;
            }
        }
    }

    /** The permits left. */
    long left(int client) {
        return (WINDOW - used(client)) / step;
    }

    /** The seconds until another permit is available. */
    long secondsToNext(int client) {
        return seconds(used(client) + step - WINDOW);
    }

    /** The seconds until all permits are available. */
    long secondsToAll(int client) {
        return seconds(used(client));
    }

    private long used(int client) {
        return Math.max(0, slots.get(client & slots.length() - 1) - (ticker.read() - origin));
    }

    private static long seconds(long nanos) {
        return Math.max(0, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }
}
