package org.pbxopenapi.limit;

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.impl.VertxInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * Keeps the clients' connections within bounds: how many there are, and how long one may be idle, send a request, or take no
 * answer. If there are too many, the idle ones go first, and of those the ones that have never asked for anything; so a
 * thousand clients that send nothing, or a byte now and then, keep nobody else out.
 * <p>
 * Bytes of requests that are not yet whole, or not yet handled, may have a part of the memory, as they take many times their
 * number in it; who has sent most of them goes.
 * <p>
 * Vert.x knows no such bounds but for what is idle altogether, so each connection is watched at its very first step.
 */
@Singleton
public class Connections {

    private static final String NAME = "pbx-openapi-connections";
    private static final long SWEEP_MILLIS = 500;
    /** What is read at a time: more than most requests have, and little where much is sent ahead. */
    private static final int READ_BYTES = 4096;
    /** An empty header of four bytes takes more than a hundred in memory. */
    private static final int HEAP_FOR_BYTE = 128;
    private static final long MOST_UNHANDLED = 4 << 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final ConnectionConfig config;
    private final int most;
    private final long mostUnhandled = Math.min(MOST_UNHANDLED, Runtime.getRuntime().maxMemory() / HEAP_FOR_BYTE);
    private final AtomicLong unhandled = new AtomicLong();
    /** Of these, those of connections that are being closed, which takes a moment. */
    private final AtomicLong leaving = new AtomicLong();
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();
    private final Set<ConnectionGuard> open = ConcurrentHashMap.newKeySet();
    private final Counter tooMany;
    private final Counter tooSlow;

    Connections(Vertx vertx, HttpServer server, ConnectionConfig config, MeterRegistry meters) {
        this.vertx = vertx;
        this.server = server;
        this.config = config;
        this.most = config.most();
        this.tooMany = Limits.refused("connections", meters);
        this.tooSlow = Limits.refused("slow_connections", meters);
        Gauge.builder("pbx.connections", open, Set::size).description("Open connections of clients").register(meters);
    }

    void begin(@ObservesAsync HttpServerStart started) {
        watch(server.getPort());
    }

    void begin(@ObservesAsync HttpsServerStart started) {
        watch(server.getSecurePort());
    }

    /** The sockets that the endpoint listens on. */
    public Set<Channel> listeners() {
        return listeners;
    }

    /** To be told of every request, once. */
    public void begin(RoutingContext context) {
        ChannelHandlerContext handler = ((HttpServerConnection) context.request().connection()).channelHandlerContext();
        ConnectionGuard guard = ConnectionGuard.of(handler.channel());
        if (guard != null) {
            guard.requestBegins(handler);
            context.addEndHandler(ended -> guard.requestEnds(() -> length(context.request())));
        }
    }

    private static int length(HttpServerRequest request) {
        int length = request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            length += header.getKey().length() + header.getValue().length() + 4;
        }
        return length;
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

    private void watch(int port) {
        ((VertxInternal) vertx).getAcceptorEventLoopGroup()
                .forEach(loop -> loop.execute(() -> ((SingleThreadEventLoop) loop).registeredChannelsIterator()
                        .forEachRemaining(channel -> watch(channel, port))));
    }

    private void watch(Channel channel, int port) {
        if (channel instanceof ServerChannel && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port) {
            if (channel.pipeline().names().contains(NAME)) {
                channel.pipeline().remove(NAME); // of the application before a live reload
            }
            listeners.add(channel);
            channel.pipeline().addFirst(NAME, new Accepting());
            channel.eventLoop().scheduleWithFixedDelay(this::closeOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void closeOverdue() {
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

    private final class Accepting extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            if (open.size() >= most) {
                closeIdle();
            }
            if (open.size() >= most) {
                tooMany.increment();
                connection.unsafe().closeForcibly();
                return;
            }
            connection.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1));
            ConnectionGuard guard = new ConnectionGuard(connection, Connections.this);
            open.add(guard);
            connection.closeFuture().addListener(closed -> open.remove(guard));
            connection.pipeline().addFirst(guard);
            context.fireChannelRead(accepted);
        }
    }
}
