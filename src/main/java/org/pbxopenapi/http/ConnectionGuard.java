package org.pbxopenapi.http;

import java.util.function.IntSupplier;

import com.github.benmanes.caffeine.cache.Ticker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

/**
 * Netty handler that tracks the state of one connection, from its first byte: idle, receiving a request, or stalled because the
 * client does not read. {@link ConnectionLimits} decides what to close. Times are nanoseconds of the ticker.
 * <p>
 * It stops reading while a request is active or the client does not read: in memory, pipelined requests take many times the
 * bytes that were sent.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    /** A read of at most this many bytes counts as one request, which saves summing up the length of its headers. */
    private static final int SMALL_READ = 512;
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class.getName());

    final Channel channel;
    private final ConnectionLimits connections;
    private final Ticker ticker;
    private volatile boolean hasSentRequest;
    private volatile boolean idle = true;
    private volatile long idleSince;
    /** Time of the first byte of an incomplete request; 0 if there is none. */
    private volatile long requestSince;
    /** Time since which the client has read none of the pending response; 0 if there is none. */
    private volatile long stalledSince;
    /** Written by the event loop only. */
    private volatile int unprocessed;
    /** Bytes of the last read that no finished request accounts for. */
    private int pipelined;
    private volatile boolean isClosing;
    private long progress;
    private RequestQueue queue;

    ConnectionGuard(Channel channel, ConnectionLimits connections, Ticker ticker) {
        this.channel = channel;
        this.connections = connections;
        this.ticker = ticker;
        this.idleSince = ticker.read();
        channel.attr(KEY).set(this);
    }

    /** The guard of a connection; null if the connection is older than the listener. */
    static ConnectionGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** Closes the connection and discards everything that still arrives. */
    void close() {
        isClosing = true;
        channel.close();
    }

    /** @param handler the pipeline's handler of requests */
    void requestBegins(ChannelHandlerContext handler) {
        if (queue == null) {
            queue = new RequestQueue(this);
            handler.pipeline().addBefore(handler.name(), null, queue);
        }
        hasSentRequest = true;
        idle = false;
        requestSince = 0;
    }

    /** @param length approximate length of the request in bytes; called only if it is needed */
    void requestEnds(IntSupplier length) {
        idleSince = ticker.read();
        idle = true;
        if (channel.eventLoop().inEventLoop()) {
            requestProcessed(length);
        } else {
            channel.eventLoop().execute(() -> requestProcessed(length));
        }
    }

    private void requestProcessed(IntSupplier length) {
        pipelined = pipelined <= SMALL_READ ? 0 : pipelined - length.getAsInt();
        setUnprocessed(pipelined <= SMALL_READ || !channel.isOpen() ? 0 : pipelined);
        if (!queue.isEmpty() || !channel.config().isAutoRead()) {
            channel.eventLoop().execute(this::resume); // a direct call would nest each request in the one before
        }
    }

    private void resume() {
        queue.resume();
        if (acceptsRequest() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Whether the next request may begin: none is active, and the client reads. */
    boolean acceptsRequest() {
        return idle && channel.isWritable();
    }

    boolean hasSentRequest() {
        return hasSentRequest;
    }

    boolean isIdle() {
        return idle;
    }

    long idleSince() {
        return idleSince;
    }

    /** Bytes that were read and may belong to incomplete or queued requests. */
    int unprocessed() {
        return unprocessed;
    }

    /** Whether a timeout has passed. May be called by any thread. */
    boolean isOverdue(HttpConfig.Connection config) {
        long now = ticker.read();
        long stalled = stalledSince; // the event loop may set each time to 0 meanwhile, so each is read once
        if (stalled != 0) {
            channel.eventLoop().execute(this::checkProgress);
            return now - stalled > config.writeTimeout().toNanos();
        }
        long request = requestSince;
        return idle && (now - idleSince > config.idleTimeout().toNanos()
                || request != 0 && now - request > config.requestTimeout().toNanos());
    }

    /**
     * Restarts the write timeout if the client has read anything. {@code Channel.unsafe()} is an internal of Netty: a partly
     * written buffer shows only in its outbound buffer and in a {@code ChannelProgressivePromise}, which Vert.x does not pass.
     */
    private void checkProgress() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        long mark = pending == null ? 0 : pending.currentProgress() - pending.totalPendingWriteBytes();
        if (stalledSince != 0 && mark != progress) {
            progress = mark;
            stalledSince = ticker.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        int length = ((ByteBuf) bytes).readableBytes();
        if (isClosing || !connections.hasRoom(this, length)) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        if (requestSince == 0 && idle) {
            requestSince = ticker.read();
        }
        pipelined = length;
        setUnprocessed(unprocessed + length);
        super.channelRead(context, bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        setUnprocessed(0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (!acceptsRequest()) {
            channel.config().setAutoRead(false);
        }
        super.channelReadComplete(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        stalledSince = channel.isWritable() ? 0 : ticker.read();
        super.channelWritabilityChanged(context);
        if (acceptsRequest() && queue != null) {
            channel.eventLoop().execute(this::resume);
        }
    }

    private void setUnprocessed(int bytes) {
        int before = unprocessed;
        if (bytes != before) {
            unprocessed = bytes;
            connections.addUnprocessed(bytes - before);
        }
    }
}
