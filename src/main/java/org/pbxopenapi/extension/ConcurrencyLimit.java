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
 * Concurrency limit with fair shares: an API key may hold as many permits as it leaves free, and an address three times as many
 * as it leaves free. If there is no permit for a caller, it may take over the permit of a stalled holder. All other callers are
 * rejected. Both are counted.
 */
public final class ConcurrencyLimit {

    private static final int ADDRESS_SHARE = 3;

    /** A permit that is held until it is released or revoked. */
    public final class Permit {

        private final long key;
        private final String network;
        private final Runnable onRevoke;
        private long stalledSince;
        private boolean isStalled;

        private Permit(long key, String network, Runnable onRevoke) {
            this.key = key;
            this.network = network;
            this.onRevoke = onRevoke;
        }

        /** The holder now waits for its client. If it waits too long, the permit may be revoked. */
        public void stall() {
            synchronized (ConcurrencyLimit.this) {
                isStalled = true;
                stalledSince = ticker.read();
            }
        }

        /** The holder no longer waits for its client. */
        public void resume() {
            synchronized (ConcurrencyLimit.this) {
                isStalled = false;
            }
        }

        /** Has no effect if the permit was released or revoked before. */
        public void release() {
            synchronized (ConcurrencyLimit.this) {
                held.remove(this);
            }
        }
    }

    private final Set<Permit> held = new HashSet<>();
    private final int max;
    private final long stallTimeout;
    private final Ticker ticker;
    private final Counter rejected;

    /**
     * @param name the limit's name in metrics
     * @param max how many permits there are
     * @param stallTimeout how long a holder may be stalled before its permit can be revoked for another caller
     */
    public ConcurrencyLimit(String name, int max, Duration stallTimeout, Ticker ticker, MeterRegistry meters) {
        this.max = max;
        this.stallTimeout = stallTimeout.toNanos();
        this.ticker = ticker;
        this.rejected = LimitMetrics.rejected(name, meters);
    }

    /**
     * Acquires a permit, which must be released; empty if there is none for this client.
     *
     * @param address of the client; an IPv6 address counts as its network
     * @param onRevoke called, by any thread, if the permit is revoked for another caller
     */
    public Optional<Permit> tryAcquire(long key, String address, Runnable onRevoke) {
        Permit permit = new Permit(key, FailedKeyLimit.network(address), onRevoke);
        Permit revoked = null;
        synchronized (this) {
            if (!hasRoom(permit)) {
                rejected.increment();
                revoked = stalled(permit);
                if (revoked == null) {
                    return Optional.empty();
                }
            }
            held.remove(revoked);
            held.add(permit);
        }
        if (revoked != null) {
            revoked.onRevoke.run();
        }
        return Optional.of(permit);
    }

    private boolean hasRoom(Permit permit) {
        return isInKeyShare(permit) && heldByNetwork(permit) < ADDRESS_SHARE * free();
    }

    private boolean isInKeyShare(Permit permit) {
        return heldByKey(permit) < free();
    }

    /** The permit to revoke for a caller: of the key that holds the most, the one that has been stalled longest; or null. */
    private Permit stalled(Permit caller) {
        long now = ticker.read();
        return held.stream()
                .filter(permit -> permit.isStalled && now - permit.stalledSince > stallTimeout && makesRoom(permit, caller))
                .max(Comparator.<Permit> comparingLong(this::heldByKey).thenComparingLong(permit -> now - permit.stalledSince))
                .orElse(null);
    }

    private boolean makesRoom(Permit permit, Permit caller) {
        if (permit.key == caller.key) {
            return true;
        }
        boolean sharesLimit = free() == 0 || isInKeyShare(caller) && permit.network.equals(caller.network);
        return sharesLimit && heldByKey(permit) > heldByKey(caller);
    }

    private int free() {
        return max - held.size();
    }

    private long heldByKey(Permit permit) {
        return held.stream().filter(other -> other.key == permit.key).count();
    }

    private long heldByNetwork(Permit permit) {
        return held.stream().filter(other -> other.network.equals(permit.network)).count();
    }
}
