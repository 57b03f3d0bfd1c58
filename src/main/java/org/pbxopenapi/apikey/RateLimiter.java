package org.pbxopenapi.apikey;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * So many times a minute, all at once or spread, for each of many: the generic cell rate algorithm, which keeps one number
 * for each, in memory of a fixed size. Who shares a place with another one shares the quota.
 */
final class RateLimiter {

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private final long origin;
    private final AtomicLongArray places;
    private final long step;

    /** @param places for how many there is room; a power of two */
    RateLimiter(int places, int perMinute, Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.read() - WINDOW;
        this.places = new AtomicLongArray(places);
        this.step = WINDOW / perMinute;
    }

    /** Takes one. Returns false if there is none left. */
    boolean take(int who) {
        int place = who & places.length() - 1;
        while (true) {
            long now = ticker.read() - origin;
            long before = places.get(place);
            long after = Math.max(before, now) + step;
            if (after - now > WINDOW) {
                return false;
            }
            if (places.compareAndSet(place, before, after)) {
                return true;
            }
        }
    }

    /** How many are left. */
    long left(int who) {
        return (WINDOW - used(who)) / step;
    }

    /** In how many seconds there is another one. */
    long secondsToNext(int who) {
        return seconds(used(who) + step - WINDOW);
    }

    /** In how many seconds all are there again. */
    long secondsToAll(int who) {
        return seconds(used(who));
    }

    private long used(int who) {
        return Math.max(0, places.get(who & places.length() - 1) - (ticker.read() - origin));
    }

    private static long seconds(long nanos) {
        return Math.max(0, (nanos + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }
}
