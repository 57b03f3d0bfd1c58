package org.pbxopenapi.http;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/**
 * Hands on a request of a connection only when the one before it is answered and its answer is taken. Vert.x would take them
 * all: it begins each from within the end of the one before, until the stack overflows, and if the client goes in between, it
 * may end none of them, so that what they hold is never given back.
 */
final class RequestQueue extends ChannelInboundHandlerAdapter {

    private final ConnectionGuard guard;
    private final Queue<Object> waiting = new ArrayDeque<>(2);
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
        waiting.add(message);
        handOn();
    }

    private void handOn() {
        while (!waiting.isEmpty() && (guard.takesRequest() || !(waiting.peek() instanceof HttpRequest))) {
            context.fireChannelRead(waiting.poll());
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** To be called whenever the next request may begin. */
    void goOn() {
        if (!waiting.isEmpty()) {
            handOn();
            context.fireChannelReadComplete(); // now Vert.x writes
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        closed.fireChannelInactive();
    }
}
