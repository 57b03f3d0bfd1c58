package org.pbxopenapi.limit;

import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;

/**
 * Watches one connection from its first byte on: what it is doing, and since when; {@link Connections} decides what to make of
 * it. It reads no further while a request is being answered, or the client takes no answers: requests that a client sends
 * ahead take many times their size in memory.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class.getName());

    private final Channel channel;
    private final Connections connections;
    private volatile boolean hasAsked;
    private volatile boolean isAnswered = true;
    private volatile long idleSince = System.nanoTime();
    /** When the first byte of a request came that is not yet whole, or 0. */
    private volatile long requestSince;
    /** Since when the client has taken nothing of what is to be sent, or 0. */
    private volatile long stuckSince;
    /** It is set from other event loops, too. */
    private final AtomicInteger unhandled = new AtomicInteger();
    private long progress;
    private Runnable whenWritable;

    ConnectionGuard(Channel channel, Connections connections) {
        this.channel = channel;
        this.connections = connections;
        channel.attr(KEY).set(this);
    }

    /** The guard of a connection; null: it was made before there were any. */
    static ConnectionGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void close() {
        unhandled(0);
        channel.close();
    }

    void requestBegins() {
        hasAsked = true;
        isAnswered = false;
        requestSince = 0;
    }

    void requestEnds() {
        idleSince = System.nanoTime();
        isAnswered = true;
        unhandled(0);
        readOn();
    }

    /** Has something done as soon as the client takes what is to be sent to it. Returns false if that is at once. */
    boolean waits(Runnable doing) {
        if (channel.isWritable()) {
            return false;
        }
        whenWritable = doing;
        return true;
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
        return unhandled.get();
    }

    /** Asked by any thread, so each time is read once: a request may end in between, and its time be 0. */
    boolean isOverdue(ConnectionConfig config) {
        long now = System.nanoTime();
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
            stuckSince = System.nanoTime();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        int length = ((ByteBuf) bytes).readableBytes();
        if (requestSince == 0 && isAnswered) {
            requestSince = System.nanoTime();
        }
        super.channelRead(context, bytes);
        boolean allAnswered = isAnswered && requestSince == 0;
        unhandled(allAnswered ? 0 : unhandled() + length);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (!isAnswered || !channel.isWritable()) {
            channel.config().setAutoRead(false);
        }
        super.channelReadComplete(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        stuckSince = channel.isWritable() ? 0 : System.nanoTime();
        super.channelWritabilityChanged(context);
        if (channel.isWritable() && whenWritable != null) {
            Runnable waiting = whenWritable;
            whenWritable = null;
            waiting.run();
        }
        readOn();
    }

    private void readOn() {
        if (isAnswered && channel.isWritable() && !channel.config().isAutoRead()) {
            channel.config().setAutoRead(true);
        }
    }

    private void unhandled(int now) {
        int before = unhandled.getAndSet(now);
        if (now != before) {
            connections.unhandled(now - before);
        }
    }
}
