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
 * Has each connection of a client watched, from its very first step, by a {@link ConnectionGuard}, for {@link ConnectionLimits}
 * to keep within bounds. Vert.x knows no such bounds but for what is idle altogether.
 */
@Singleton
public class ConnectionListener {

    private static final String NAME = "pbx-openapi-connections";
    private static final long SWEEP_MILLIS = 500;
    /** What is read at a time: more than most requests have, and little where much is sent ahead. */
    private static final int READ_BYTES = 4096;

    private final Vertx vertx;
    private final HttpServer server;
    private final ConnectionLimits open;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();

    ConnectionListener(Vertx vertx, HttpServer server, HttpConfig.Connection config, Ticker ticker, MeterRegistry meters) {
        this.vertx = vertx;
        this.server = server;
        this.open = new ConnectionLimits(config, ticker, meters);
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
        ChannelHandlerContext handler = handler(context.request());
        ConnectionGuard guard = ConnectionGuard.of(handler.channel());
        if (guard != null) {
            guard.requestBegins(handler);
            context.addEndHandler(ended -> guard.requestEnds(() -> length(context.request())));
        }
    }

    /** Closes a connection at once. Vert.x would wait until the client has read what was written. */
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
            channel.eventLoop().scheduleWithFixedDelay(open::closeOverdue, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private final class Accepting extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel connection = (Channel) accepted;
            ConnectionGuard guard = open.add(connection);
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
