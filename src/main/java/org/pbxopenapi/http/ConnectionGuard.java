package org.pbxopenapi.http;

import java.util.function.IntSupplier;

import com.github.benmanes.caffeine.cache.Ticker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

/**
 * Watches one connection from its first byte on: what it is doing, and since when; {@link ConnectionLimits} judges it. It reads
 * no further while a request is being answered, or the client takes no answers: requests that a client sends ahead take many
 * times their size in memory.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    /** Most requests have no more bytes: they need not be counted one by one. */
    private static final int SMALL = 512;
    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class.getName());

    private final Channel channel;
    private final ConnectionLimits connections;
    private final Ticker ticker;
    private volatile boolean hasAsked;
    private volatile boolean isAnswered = true;
    private volatile long idleSince;
    /** When the first byte of a request came that is not yet whole, or 0. */
    private volatile long requestSince;
    /** Since when the client has taken nothing of what is to be sent, or 0. */
    private volatile long stuckSince;
    /** Set by its own event loop only. */
    private volatile int unhandled;
    /** Of what was read last, what no request has been taken from. */
    private int ahead;
    private volatile boolean isLeaving;
    private long progress;
    private RequestQueue queue;

    ConnectionGuard(Channel channel, ConnectionLimits connections, Ticker ticker) {
        this.channel = channel;
        this.connections = connections;
        this.ticker = ticker;
        this.idleSince = ticker.read();
        channel.attr(KEY).set(this);
    }

    /** The guard of a connection; null: it was made before there were any. */
    static ConnectionGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** From now on, what comes is thrown away. */
    void close() {
        isLeaving = true;
        channel.close();
    }

    ChannelFuture closed() {
        return channel.closeFuture();
    }

    /** Whether it has got to its event loop; one that has not can't be closed without a warning in the log. */
    boolean isUnderWay() {
        return channel.isRegistered();
    }

    /** @param handler the one that takes requests */
    void requestBegins(ChannelHandlerContext handler) {
        if (queue == null) {
            queue = new RequestQueue(this);
            handler.pipeline().addBefore(handler.name(), null, queue);
        }
        hasAsked = true;
        isAnswered = false;
        requestSince = 0;
    }

    /** @param length how many bytes it had, about */
    void requestEnds(IntSupplier length) {
        idleSince = ticker.read();
        isAnswered = true;
        if (channel.eventLoop().inEventLoop()) {
            settle(length);
        } else {
            channel.eventLoop().execute(() -> settle(length));
        }
    }

    private void settle(IntSupplier length) {
        ahead = ahead <= SMALL ? 0 : ahead - length.getAsInt();
        unhandled(ahead <= SMALL || !channel.isOpen() ? 0 : ahead);
        if (!queue.isEmpty() || !channel.config().isAutoRead()) {
            channel.eventLoop().execute(this::goOn); // not from within this one
        }
    }

    private void goOn() {
        queue.goOn();
        if (takesRequest() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    /** Whether the next request may begin. */
    boolean takesRequest() {
        return isAnswered && channel.isWritable();
    }

    boolean hasAsked() {
        return hasAsked;
    }

    boolean isIdle() {
        return isAnswered;
    }

    long idleSince() {
        return idleSince;
    }

    /** How many bytes have been read that may belong to requests which are not yet whole, or not yet handled. */
    int unhandled() {
        return unhandled;
    }

    /** Asked by any thread, so each time is read once: a request may end in between, and its time be 0. */
    boolean isOverdue(HttpConfig.Connection config) {
        long now = ticker.read();
        long stuck = stuckSince;
        if (stuck != 0) {
            channel.eventLoop().execute(this::lookForProgress);
            return now - stuck > config.writeTimeout().toNanos();
        }
        long request = requestSince;
        return isAnswered && (now - idleSince > config.idleTimeout().toNanos()
                || request != 0 && now - request > config.requestTimeout().toNanos());
    }

    private void lookForProgress() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        long mark = pending == null ? 0 : pending.currentProgress() - pending.totalPendingWriteBytes();
        if (stuckSince != 0 && mark != progress) {
            progress = mark;
            stuckSince = ticker.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        int length = ((ByteBuf) bytes).readableBytes();
        if (isLeaving || !connections.hasRoom(this, length)) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        if (requestSince == 0 && isAnswered) {
            requestSince = ticker.read();
        }
        ahead = length;
        unhandled(unhandled + length);
        super.channelRead(context, bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        unhandled(0);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (!takesRequest()) {
            channel.config().setAutoRead(false);
        }
        super.channelReadComplete(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        stuckSince = channel.isWritable() ? 0 : ticker.read();
        super.channelWritabilityChanged(context);
        if (takesRequest() && queue != null) {
            channel.eventLoop().execute(this::goOn);
        }
    }

    private void unhandled(int now) {
        int before = unhandled;
        if (now != before) {
            unhandled = now;
            connections.unhandled(now - before);
        }
    }
}
