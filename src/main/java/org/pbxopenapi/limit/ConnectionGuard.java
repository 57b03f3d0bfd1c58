package org.pbxopenapi.limit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.AttributeKey;

/** What one connection is doing, and since when; {@link Connections} decides what to make of it. */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<ConnectionGuard> KEY = AttributeKey.valueOf(ConnectionGuard.class.getName());
    /** An answer is in memory only once, however many clients are sent it; a client that asks and never reads is none. */
    private static final long MOST_PENDING_BYTES = 16 << 20;

    private final Channel channel;
    private volatile boolean hasAsked;
    private volatile boolean isAnswered = true;
    private volatile long idleSince = System.nanoTime();
    /** When the first byte of a request came that is not yet whole, or 0. */
    private volatile long requestSince;
    /** Since when the client has taken nothing of what is to be sent, or 0. */
    private volatile long stuckSince;
    private long progress;

    ConnectionGuard(Channel channel) {
        this.channel = channel;
        channel.attr(KEY).set(this);
    }

    /** The guard of a connection; null: it was made before there were any. */
    static ConnectionGuard of(Channel channel) {
        return channel.attr(KEY).get();
    }

    Channel channel() {
        return channel;
    }

    void requestBegins() {
        hasAsked = true;
        isAnswered = false;
        requestSince = 0;
    }

    void requestEnds() {
        idleSince = System.nanoTime();
        isAnswered = true;
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

    boolean isOverdue(ConnectionConfig config) {
        long now = System.nanoTime();
        if (stuckSince != 0) {
            channel.eventLoop().execute(this::lookForProgress);
            return now - stuckSince > config.writeTimeout().toNanos();
        }
        return isAnswered && (now - idleSince > config.idleTimeout().toNanos()
                || requestSince != 0 && now - requestSince > config.requestTimeout().toNanos());
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
        if (requestSince == 0 && isAnswered) {
            requestSince = System.nanoTime();
        }
        if (!channel.isWritable() && channel.bytesBeforeWritable() > MOST_PENDING_BYTES) {
            channel.close();
        }
        super.channelRead(context, bytes);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        stuckSince = channel.isWritable() ? 0 : System.nanoTime();
        super.channelWritabilityChanged(context);
    }
}
