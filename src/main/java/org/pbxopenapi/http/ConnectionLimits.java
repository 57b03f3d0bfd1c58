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
 * Keeps the clients' connections within bounds: how many there are, and how long one may be idle, send a request, or take no
 * answer. If there are too many, the idle ones go first, and of those the ones that have never asked for anything; so a
 * thousand clients that send nothing, or a byte now and then, keep nobody else out.
 * <p>
 * Bytes of requests that are not yet whole, or not yet handled, may have a part of the memory, as they take many times their
 * number in it; who has sent most of them goes.
 */
final class ConnectionLimits {

    /** An empty header of four bytes takes more than a hundred in memory. */
    private static final int HEAP_FOR_BYTE = 128;
    private static final long MOST_UNHANDLED = 4 << 20;

    private final HttpConfig.Connection config;
    private final Ticker ticker;
    private final int most;
    private final long mostUnhandled;
    private final AtomicLong unhandled = new AtomicLong();
    /** Of these, those of connections that are being closed, which takes a moment. */
    private final AtomicLong leaving = new AtomicLong();
    private final Set<ConnectionGuard> open = ConcurrentHashMap.newKeySet();
    private final Counter tooMany;
    private final Counter tooSlow;

    ConnectionLimits(HttpConfig.Connection config, Ticker ticker, MeterRegistry meters) {
        this(config, Math.min(MOST_UNHANDLED, Runtime.getRuntime().maxMemory() / HEAP_FOR_BYTE), ticker, meters);
    }

    /** @param mostUnhandled how many bytes there may be that have been read and not handled */
    ConnectionLimits(HttpConfig.Connection config, long mostUnhandled, Ticker ticker, MeterRegistry meters) {
        this.config = config;
        this.ticker = ticker;
        this.most = config.most();
        this.mostUnhandled = mostUnhandled;
        this.tooMany = LimitMetrics.rejected("connections", meters);
        this.tooSlow = LimitMetrics.rejected("slow_connections", meters);
        Gauge.builder("pbx.connections", open, Set::size).description("Open connections of clients").register(meters);
    }

    /** The guard of a new connection, to be the first in its pipeline; null: there are too many, and it is to be closed. */
    ConnectionGuard add(Channel connection) {
        if (open.size() >= most) {
            closeIdle();
        }
        if (open.size() >= most) {
            tooMany.increment();
            return null;
        }
        ConnectionGuard guard = new ConnectionGuard(connection, this, ticker);
        open.add(guard);
        connection.closeFuture().addListener(closed -> open.remove(guard));
        return guard;
    }

    /** To be told how many more bytes there are that have been read and not handled. */
    void unhandled(int more) {
        unhandled.addAndGet(more);
    }

    /**
     * Whether so many bytes more may be read of a connection; else it is closed. Each has its share, and may have more while
     * there is room; before there is none, those who have most are closed.
     */
    boolean hasRoom(ConnectionGuard guard, int length) {
        long then = unhandled.get() + length;
        if (then > mostUnhandled / 2) {
            closeLargest();
        }
        if (then > mostUnhandled && guard.unhandled() + length > share()) {
            close(guard, tooMany);
            return false;
        }
        return true;
    }

    private long share() {
        return mostUnhandled / Math.max(1, open.size());
    }

    private synchronized void closeLargest() {
        long excess = unhandled.get() - leaving.get() - mostUnhandled / 4;
        if (excess > mostUnhandled / 4) {
            long share = share();
            for (Candidate largest : open.stream().map(guard -> new Candidate(guard, true, -guard.unhandled()))
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
            int held = guard.unhandled();
            leaving.addAndGet(held);
            guard.closed().addListener(closed -> leaving.addAndGet(-held));
            guard.close();
        }
    }

    /** To be called now and then. */
    void closeOverdue() {
        for (ConnectionGuard connection : open) {
            if (connection.isOverdue(config)) {
                close(connection, tooSlow);
            }
        }
    }

    /** Makes room for one more, and some. */
    private void closeIdle() {
        open.stream().filter(guard -> guard.isIdle() && guard.isUnderWay())
                .map(guard -> new Candidate(guard, guard.hasAsked(), guard.idleSince()))
                .sorted(Comparator.comparing(Candidate::hasAsked).thenComparing(Candidate::order))
                .limit(Math.max(1, most / 16))
                .forEach(idle -> close(idle.guard, tooMany));
    }

    /** What may change while candidates are compared; the first in order goes first. */
    private record Candidate(ConnectionGuard guard, boolean hasAsked, long order) {
    }
}
