package org.pbxopenapi.http;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.pbxopenapi.telemetry.LimitMetrics;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;

/**
 * Connection limiter: limits how many connections are open, how long each may be idle, send a request or read nothing of its
 * response, and how many bytes of requests are unprocessed.
 * <p>
 * At the maximum, a new connection replaces idle ones: first those that have never sent a request, then those that have been
 * idle longest. So a thousand clients that send nothing, or a byte now and then, do not keep other clients out. If no
 * connection is idle, the new one is rejected.
 * <p>
 * Unprocessed bytes, those of incomplete and queued requests, are capped at a fraction of the heap. Near the cap, the
 * connections that hold most of them are closed.
 */
final class ConnectionLimits {

    /** An empty header of four bytes takes more than a hundred bytes of heap. */
    private static final int HEAP_PER_BYTE = 128;
    private static final long MAX_UNPROCESSED = 4 << 20;

    private final HttpConfig.Connection config;
    private final Ticker ticker;
    private final int max;
    private final long maxUnprocessed;
    private final AtomicLong unprocessed = new AtomicLong();
    /** The part of {@link #unprocessed} that belongs to connections which are being closed. */
    private final AtomicLong closing = new AtomicLong();
    private final Set<ConnectionGuard> open = ConcurrentHashMap.newKeySet();
    private final Counter tooMany;
    private final Counter tooSlow;

    ConnectionLimits(HttpConfig.Connection config, Ticker ticker, MeterRegistry meters) {
        this(config, Math.min(MAX_UNPROCESSED, Runtime.getRuntime().maxMemory() / HEAP_PER_BYTE), ticker, meters);
    }

    /** @param maxUnprocessed cap on the unprocessed bytes of all connections */
    ConnectionLimits(HttpConfig.Connection config, long maxUnprocessed, Ticker ticker, MeterRegistry meters) {
        this.config = config;
        this.ticker = ticker;
        this.max = config.maxOrDefault();
        this.maxUnprocessed = maxUnprocessed;
        this.tooMany = LimitMetrics.rejected("connections", meters);
        this.tooSlow = LimitMetrics.rejected("slow_connections", meters);
        Gauge.builder("pbx.connections", open, Set::size).description("Open client connections").register(meters);
    }

    /** The guard of a new connection, which must become the first handler; null if the connection must be closed. */
    ConnectionGuard add(Channel connection) {
        if (open.size() >= max) {
            closeIdle();
        }
        if (open.size() >= max) {
            tooMany.increment();
            return null;
        }
        ConnectionGuard guard = new ConnectionGuard(connection, this, ticker);
        open.add(guard);
        connection.closeFuture().addListener(closed -> open.remove(guard));
        return guard;
    }

    void addUnprocessed(int bytes) {
        unprocessed.addAndGet(bytes);
    }

    /**
     * Whether a connection may read this many more bytes; if not, it is closed. Above half of the cap, the largest holders are
     * closed. Above the cap, each connection may hold an equal share.
     */
    boolean hasRoom(ConnectionGuard guard, int length) {
        long total = unprocessed.get() + length;
        if (total > maxUnprocessed / 2) {
            closeLargest();
        }
        if (total > maxUnprocessed && guard.unprocessed() + length > share()) {
            close(guard, tooMany);
            return false;
        }
        return true;
    }

    private long share() {
        return maxUnprocessed / Math.max(1, open.size());
    }

    private synchronized void closeLargest() {
        long excess = unprocessed.get() - closing.get() - maxUnprocessed / 4;
        if (excess > maxUnprocessed / 4) {
            long share = share();
            for (Candidate largest : open.stream().map(guard -> new Candidate(guard, true, -guard.unprocessed()))
                    .sorted(Comparator.comparing(Candidate::order)).toList()) {
                if (excess <= 0 || -largest.order <= share) {
                    return;
                }
                excess += largest.order;
                close(largest.guard, tooMany);
            }
        }
    }

    private void close(ConnectionGuard guard, Counter reason) {
        if (open.remove(guard)) {
            reason.increment();
            int held = guard.unprocessed();
            closing.addAndGet(held);
            guard.channel.closeFuture().addListener(closed -> closing.addAndGet(-held));
            guard.close();
        }
    }

    /** Closes the connections that have exceeded a timeout. Must be called periodically. */
    void closeOverdue() {
        for (ConnectionGuard connection : open) {
            if (connection.isOverdue(config)) {
                close(connection, tooSlow);
            }
        }
    }

    /**
     * Closes up to a sixteenth of the maximum at a time, so that not every new connection sorts all others. Connections
     * without an event loop stay: Netty would log a warning.
     */
    private void closeIdle() {
        open.stream().filter(guard -> guard.isIdle() && guard.channel.isRegistered())
                .map(guard -> new Candidate(guard, guard.hasSentRequest(), guard.idleSince()))
                .sorted(Comparator.comparing(Candidate::hasSentRequest).thenComparing(Candidate::order))
                .limit(Math.max(1, max / 16))
                .forEach(idle -> close(idle.guard, tooMany));
    }

    /** Snapshot of a guard, whose state may change during a sort. The lowest order is closed first. */
    private record Candidate(ConnectionGuard guard, boolean hasSentRequest, long order) {
    }
}
