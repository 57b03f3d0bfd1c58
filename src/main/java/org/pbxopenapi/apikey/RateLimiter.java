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
    private final int count;
    private final long step;
    /** Null until the first permit is taken, because the slots take half a MiB that most nodes never need. */
    private volatile AtomicLongArray slots;

    /** @param slots a power of two */
    RateLimiter(int slots, int perMinute, Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.read() - WINDOW;
        this.count = slots;
        this.step = WINDOW / perMinute;
    }

    /** Takes a permit. Returns false if none is left. */
    boolean take(int client) {
        AtomicLongArray taken = slots == null ? allocate() : slots;
        int slot = client & count - 1;
        while (true) {
            long now = ticker.read() - origin;
            long before = taken.get(slot);
            long after = Math.max(before, now) + step;
            if (after - now > WINDOW) {
                return false;
            }
            if (taken.compareAndSet(slot, before, after)) {
                return true;
            }
        }
    }

    private synchronized AtomicLongArray allocate() {
        if (slots == null) {
            slots = new AtomicLongArray(count);
        }
        return slots;
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
        AtomicLongArray taken = slots;
        return taken == null ? 0 : Math.max(0, taken.get(client & count - 1) - (ticker.read() - origin));
    }

    private static long seconds(long nanos) {
        return Math.max(0, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }
}
