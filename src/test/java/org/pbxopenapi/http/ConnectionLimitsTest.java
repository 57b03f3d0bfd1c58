package org.pbxopenapi.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The limits of pbx.connection, with a fake clock and embedded channels. */
class ConnectionLimitsTest {

    private static final int MAX_UNPROCESSED = 1000;
    private static final String HANDLER = "handler";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionLimits connections = new ConnectionLimits(
            new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(HttpConfig.Connection.class)
                    .withDefaultValue("pbx.connection.max", "4").withDefaultValue("pbx.connection.idle-timeout", "75s")
                    .withDefaultValue("pbx.connection.request-timeout", "10s")
                    .withDefaultValue("pbx.connection.write-timeout", "60s").build()
                    .getConfigMapping(HttpConfig.Connection.class),
            MAX_UNPROCESSED, time, meters);

    private final class Client {

        final EmbeddedChannel channel = new EmbeddedChannel();
        final ConnectionGuard guard = connections.add(channel);

        Client() {
            channel.pipeline().addLast(HANDLER, new ChannelInboundHandlerAdapter());
            if (guard == null) {
                channel.close();
            } else {
                channel.pipeline().addFirst(guard);
            }
        }

        Client send(int bytes) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
            return this;
        }

        Client request() {
            send(10);
            guard.requestBegins(channel.pipeline().context(HANDLER));
            return this;
        }

        Client respond() {
            guard.requestEnds(() -> 10);
            channel.runPendingTasks();
            return this;
        }

        boolean isOpen() {
            channel.runPendingTasks();
            return channel.isOpen();
        }
    }

    private void pass(Duration passed) {
        time.advance(passed);
        connections.closeOverdue();
    }

    private double rejected(String limit) {
        return meters.get("pbx.refused").tag("limit", limit).counter().count();
    }

    @Test
    void aConnectionIsClosedAfterTheIdleTimeout() {
        Client silent = new Client();
        Client used = new Client().request();
        pass(Duration.ofSeconds(75));
        assertTrue(silent.isOpen());
        used.respond();
        pass(Duration.ofNanos(1));
        assertFalse(silent.isOpen());
        assertTrue(used.isOpen(), "the timeout starts at the end of the last request");
        pass(Duration.ofSeconds(75));
        assertFalse(used.isOpen());
        assertEquals(2, rejected("slow_connections"));
        assertEquals(0, meters.get("pbx.connections").gauge().value());
    }

    @Test
    void aByteNowAndThenDoesNotExtendTheRequestTimeout() {
        Client slow = new Client().send(1);
        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(1));
            slow.send(1);
            assertTrue(slow.isOpen());
        }
        pass(Duration.ofNanos(1));
        assertFalse(slow.isOpen());
    }

    @Test
    void aResponseMayTakeLong() {
        Client client = new Client().request();
        pass(Duration.ofHours(1));
        assertTrue(client.isOpen());
        client.respond().send(1);
        pass(Duration.ofSeconds(10));
        assertTrue(client.isOpen());
        pass(Duration.ofNanos(1));
        assertFalse(client.isOpen(), "its next request exceeds the timeout");
    }

    @Test
    void aClientThatDoesNotReadIsClosedAfterTheWriteTimeout() {
        Client stalled = new Client().request();
        stalled.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 10));
        stalled.channel.write(Unpooled.wrappedBuffer(new byte[100]));
        assertFalse(stalled.channel.isWritable());
        pass(Duration.ofSeconds(1)); // the timeout starts at the first check
        assertTrue(stalled.isOpen());
        pass(Duration.ofSeconds(60));
        assertTrue(stalled.isOpen());
        pass(Duration.ofNanos(1));
        assertFalse(stalled.isOpen());
    }

    @Test
    void aClientThatHasReadItsResponseIsIdle() {
        Client reader = new Client().request();
        reader.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 10));
        reader.channel.write(Unpooled.wrappedBuffer(new byte[100]));
        pass(Duration.ofSeconds(59));
        reader.channel.flush();
        reader.respond();
        pass(Duration.ofSeconds(75));
        assertTrue(reader.isOpen());
    }

    @Test
    void atTheMaximumSilentConnectionsAreClosedFirstAndThenTheLongestIdle() {
        Client first = new Client().request().respond();
        time.advance(Duration.ofSeconds(1));
        Client silent = new Client();
        time.advance(Duration.ofSeconds(1));
        Client second = new Client().request().respond();
        Client busy = new Client().request();
        assertTrue(new Client().request().isOpen());
        assertFalse(silent.isOpen());
        assertTrue(new Client().request().isOpen());
        assertFalse(first.isOpen());
        assertTrue(new Client().request().isOpen());
        assertFalse(second.isOpen());
        assertTrue(busy.isOpen());
        assertNull(new Client().guard, "all are busy");
        assertEquals(4, rejected("connections"));
    }

    @Test
    void aClosedConnectionMakesRoom() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new Client().request());
        }
        assertNull(new Client().guard);
        clients.get(2).channel.close();
        assertTrue(new Client().isOpen());
    }

    @Test
    void theConnectionWithMostUnprocessedBytesIsClosed() {
        Client small = new Client().send(10);
        Client large = new Client().send(290).request();
        Client larger = new Client().send(450);
        assertTrue(small.isOpen() && large.isOpen());
        small.send(1);
        assertFalse(larger.isOpen());
        assertTrue(small.isOpen() && large.isOpen());
        large.respond();
        assertTrue(new Client().send(400).isOpen(), "processed bytes do not count");
    }

    @Test
    void aClientThatSendsMoreThanTheCapIsClosed() {
        Client greedy = new Client().send(MAX_UNPROCESSED + 1);
        assertFalse(greedy.isOpen());
        assertEquals(1, rejected("connections"));
        assertTrue(new Client().send(MAX_UNPROCESSED / 2).isOpen());
    }

    @Test
    void nothingIsReadWhileARequestIsActive() {
        Client eager = new Client().request();
        eager.channel.pipeline().fireChannelReadComplete();
        assertFalse(eager.channel.config().isAutoRead());
        eager.respond();
        assertTrue(eager.channel.config().isAutoRead());
    }
}
