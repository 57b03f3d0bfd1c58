package org.pbxopenapi.http;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Request queue of one connection: holds back pipelined requests until the response to the previous request has ended and the
 * client reads it. The body of a request that was forwarded is not held back.
 * <p>
 * Vert.x would take all of them, and has no limit for it. It starts each request from within the end of the previous one, which
 * can overflow the stack. If the client disconnects in between, Vert.x may end none of them, and their memory leaks.
 */
final class RequestQueue extends ChannelInboundHandlerAdapter {

    private final ConnectionGuard guard;
    private final Queue<Object> messages = new ArrayDeque<>(2);
    private ChannelHandlerContext context;

    RequestQueue(ConnectionGuard guard) {
        this.guard = guard;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        messages.add(message);
        forward();
    }

    private void forward() {
        while (!messages.isEmpty() && (guard.acceptsRequest() || !(messages.peek() instanceof HttpRequest))) {
            context.fireChannelRead(messages.poll());
        }
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Forwards the next request if the guard accepts it. */
    void resume() {
        if (!messages.isEmpty()) {
            forward();
            context.fireChannelReadComplete(); // makes Vert.x flush
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        messages.forEach(ReferenceCountUtil::release);
        messages.clear();
        closed.fireChannelInactive();
    }
}
