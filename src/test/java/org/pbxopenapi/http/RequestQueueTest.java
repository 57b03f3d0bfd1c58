package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Order of pipelined requests, with an embedded channel. */
class RequestQueueTest {

    private final ConnectionLimits connections = new ConnectionLimits(
            new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(HttpConfig.Connection.class).build()
                    .getConfigMapping(HttpConfig.Connection.class),
            new FakeTime(), new SimpleMeterRegistry());
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ConnectionGuard guard = connections.add(channel);
    /** What has reached the handler. */
    private final List<String> seen = new ArrayList<>();

    private final class Handler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                seen.add(request.uri());
                guard.requestBegins(context);
            } else if (message instanceof HttpContent content && content.content().isReadable()) {
                seen.add(content.content().toString(US_ASCII));
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            seen.add("complete");
        }
    }

    @BeforeEach
    void open() {
        channel.pipeline().addLast(guard, new HttpRequestDecoder(), new Handler());
    }

    private static ByteBuf requests(String... targets) {
        StringBuilder text = new StringBuilder();
        for (String target : targets) {
            text.append("POST ").append(target).append(" HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody");
        }
        return Unpooled.copiedBuffer(text, US_ASCII);
    }

    private void respond() {
        guard.requestEnds(() -> 10);
        channel.runPendingTasks();
    }

    @Test
    void aRequestIsForwardedAfterTheResponseToThePreviousOne() {
        channel.writeInbound(requests("/1", "/2", "/3"));
        assertEquals(List.of("/1", "body", "complete"), seen);
        respond();
        assertEquals(List.of("/1", "body", "complete", "/2", "body", "complete"), seen);
        respond();
        respond();
        assertEquals(List.of("/1", "body", "complete", "/2", "body", "complete", "/3", "body", "complete"), seen);
    }

    /** Otherwise each request would be handled deeper in the stack than the previous one. */
    @Test
    void aRequestIsNotForwardedFromWithinTheEndOfThePreviousOne() {
        channel.writeInbound(requests("/1", "/2"));
        guard.requestEnds(() -> 10);
        assertFalse(seen.contains("/2"));
        channel.runPendingTasks();
        assertTrue(seen.contains("/2"));
    }

    @Test
    void aRequestIsNotForwardedWhileTheClientDoesNotRead() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 10));
        channel.writeInbound(requests("/1", "/2"));
        channel.write(Unpooled.wrappedBuffer(new byte[100]));
        respond();
        assertFalse(seen.contains("/2"));
        channel.flush();
        channel.runPendingTasks();
        assertTrue(seen.contains("/2"));
    }

    @Test
    void theBodyOfAForwardedRequestIsNotHeldBack() {
        channel.writeInbound(requests("/1"));
        respond();
        channel.writeInbound(Unpooled.copiedBuffer("POST /2 HTTP/1.1\r\nContent-Length: 4\r\n\r\nbo", US_ASCII));
        channel.writeInbound(Unpooled.copiedBuffer("dy", US_ASCII));
        assertEquals(List.of("/1", "body", "complete", "/2", "bo", "complete", "dy", "complete"), seen);
    }

    @Test
    void nothingIsReadWhileARequestIsQueued() {
        channel.writeInbound(requests("/1", "/2"));
        assertFalse(channel.config().isAutoRead());
        respond();
        assertFalse(channel.config().isAutoRead());
        respond();
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void queuedRequestsAreReleasedWhenTheConnectionCloses() {
        ByteBuf bytes = requests("/1", "/2", "/3");
        channel.writeInbound(bytes);
        assertTrue(bytes.refCnt() > 0, "the others are queued");
        channel.close();
        channel.runPendingTasks();
        assertEquals(0, bytes.refCnt());
        respond();
        assertFalse(seen.contains("/2"));
    }
}
