package org.pbxopenapi.http;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Ticker;

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
 * Connection listener: adds a {@link ConnectionGuard} to each accepted connection, so that {@link ConnectionLimits} apply from
 * its first byte.
 * <p>
 * It uses internals of Vert.x and Netty, since the supported interfaces start too late: Vert.x calls
 * {@code HttpServer.connectionHandler} after the TLS handshake, and an idle timeout is its only limit. Quarkus'
 * {@code quarkus.http.limits.max-connections} rejects new connections even if others are idle
 * (https://github.com/quarkusio/quarkus/pull/17909).
 * <ul>
 * <li>{@link VertxInternal}: the event loop that has the listening sockets.
 * <li>{@link HttpServerConnection}: the Netty channel of a request.
 * <li>{@code Channel.unsafe()}: closes a connection that has no event loop yet, as Netty's own acceptor does.
 * </ul>
 */
@Singleton
public class ConnectionListener {

    private static final String NAME = "pbx-openapi-connections";
    private static final long SWEEP_MILLIS = 500;
    /** Bytes per read: more than most requests have, but few of a client that pipelines many requests. */
    private static final int READ_BYTES = 4096;

    private final Vertx vertx;
    private final HttpServer server;
    private final ConnectionLimits limits;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();

    ConnectionListener(Vertx vertx, HttpServer server, HttpConfig.Connection config, Ticker ticker, MeterRegistry meters) {
        this.vertx = vertx;
        this.server = server;
        this.limits = new ConnectionLimits(config, ticker, meters);
    }

    void start(@ObservesAsync HttpServerStart started) {
        listen(server.getPort());
    }

    void start(@ObservesAsync HttpsServerStart started) {
        listen(server.getSecurePort());
    }

    /** The listening sockets of the endpoint, without the management port's. */
    public Set<Channel> listeners() {
        return listeners;
    }

    /** Reports a request, and later its end, to its connection's guard. Must be called once per request. */
    public void track(RoutingContext context) {
        ChannelHandlerContext handler = handler(context.request());
        ConnectionGuard guard = ConnectionGuard.of(handler.channel());
        if (guard != null) {
            guard.requestBegins(handler);
            context.addEndHandler(ended -> guard.requestEnds(() -> length(context.request())));
        }
    }

    /** Closes a connection at once. {@code HttpConnection.close} would wait until the client has read the pending response. */
    public static void abort(HttpServerRequest request) {
        handler(request).close();
    }

    private static ChannelHandlerContext handler(HttpServerRequest request) {
        return ((HttpServerConnection) request.connection()).channelHandlerContext();
    }

    private static int length(HttpServerRequest request) {
        int length = request.uri().length();
        for (Map.Entry<String, String> header : request.headers()) {
            length += header.getKey().length() + header.getValue().length() + 4;
        }
        return length;
    }

    private void listen(int port) {
        ((VertxInternal) vertx).getAcceptorEventLoopGroup()
                .forEach(loop -> loop.execute(() -> ((SingleThreadEventLoop) loop).registeredChannelsIterator()
                        .forEachRemaining(channel -> listen(channel, port))));
    }

    private void listen(Channel channel, int port) {
        if (channel instanceof ServerChannel && channel.localAddress() instanceof InetSocketAddress address
                && address.getPort() == port) {
            if (channel.pipeline().names().contains(NAME)) {
                channel.pipeline().remove(NAME); // left by a live reload in development mode
            }
            listeners.add(channel);
            channel.pipeline().addFirst(NAME, new Acceptor());
            channel.eventLoop().scheduleWithFixedDelay(limits::closeOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private final class Acceptor extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            ConnectionGuard guard = limits.add(connection);
            if (guard == null) {
                connection.unsafe().closeForcibly();
                return;
            }
            connection.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(1));
            connection.pipeline().addFirst(guard);
            context.fireChannelRead(accepted);
        }
    }
}
