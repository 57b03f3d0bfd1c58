package org.pbxopenapi.extension;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import org.pbxopenapi.apikey.FailedKeyLimit;
import org.pbxopenapi.telemetry.LimitMetrics;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * LimitMetrics concurrency, with a share for each client: a key may hold as many places as it leaves free, and an address three
 * times
 * as many. A holder that has been stuck for a while loses its place to a caller that there would be none for.
 */
public final class ConcurrencyLimit {

    private static final int ADDRESS_SHARE = 3;

    /** One that is held. */
    public final class Place {

        private final long key;
        private final String network;
        private final Runnable close;
        private long stuckSince;
        private boolean isStuck;

        private Place(long key, String network, Runnable close) {
            this.key = key;
            this.network = network;
            this.close = close;
        }

        /** From now on, its holder waits for the client. */
        public void waits() {
            synchronized (ConcurrencyLimit.this) {
                isStuck = true;
                stuckSince = ticker.read();
            }
        }

        public void goesOn() {
            synchronized (ConcurrencyLimit.this) {
                isStuck = false;
            }
        }

        public void giveBack() {
            synchronized (ConcurrencyLimit.this) {
                held.remove(this);
            }
        }
    }

    private final Set<Place> held = new HashSet<>();
    private final int number;
    private final long patience;
    private final Ticker ticker;
    private final Counter rejected;

    /**
     * @param limit what it is called in metrics
     * @param patience for how long a holder may wait for its client while there is no place for others
     */
    public ConcurrencyLimit(String limit, int number, Duration patience, Ticker ticker, MeterRegistry meters) {
        this.number = number;
        this.patience = patience.toNanos();
        this.ticker = ticker;
        this.rejected = LimitMetrics.rejected(limit, meters);
    }

    /**
     * Takes a place, to be given back; empty: there is none for this client.
     *
     * @param address of the client; in IPv6, its network counts
     * @param close called, by any thread, if the place is lost to somebody else
     */
    public Optional<Place> tryTake(long key, String address, Runnable close) {
        Place place = new Place(key, FailedKeyLimit.network(address), close);
        Place lost = null;
        synchronized (this) {
            if (!hasRoom(place)) {
                rejected.increment();
                lost = stuck(place);
                if (lost == null) {
                    return Optional.empty();
                }
            }
            held.remove(lost);
            held.add(place);
        }
        if (lost != null) {
            lost.close.run();
        }
        return Optional.of(place);
    }

    private boolean hasRoom(Place place) {
        return isInShare(place) && ofNetwork(place) < ADDRESS_SHARE * free();
    }

    private boolean isInShare(Place place) {
        return ofKey(place) < free();
    }

    /** Of those that would make room, the one that has been stuck for longest, of the key that holds most. */
    private Place stuck(Place caller) {
        long now = ticker.read();
        return held.stream().filter(place -> place.isStuck && now - place.stuckSince > patience && makesRoom(place, caller))
                .max(Comparator.<Place> comparingLong(this::ofKey).thenComparingLong(place -> now - place.stuckSince))
                .orElse(null);
    }

    private boolean makesRoom(Place place, Place caller) {
        if (place.key == caller.key) {
            return true;
        }
        boolean sharesLimit = free() == 0 || isInShare(caller) && place.network.equals(caller.network);
        return sharesLimit && ofKey(place) > ofKey(caller);
    }

    private int free() {
        return number - held.size();
    }

    private long ofKey(Place place) {
        return held.stream().filter(other -> other.key == place.key).count();
    }

    private long ofNetwork(Place place) {
        return held.stream().filter(other -> other.network.equals(place.network)).count();
    }
}
