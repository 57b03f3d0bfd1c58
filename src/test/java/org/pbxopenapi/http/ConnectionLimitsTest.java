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

/** The bounds of pbx.connection, by a fake clock and channels without a network. */
class ConnectionLimitsTest {

    private static final int MOST_UNHANDLED = 1000;
    private static final String HANDLER = "handler";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ConnectionLimits connections = new ConnectionLimits(
            new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(HttpConfig.Connection.class)
                    .withDefaultValue("pbx.connection.max", "4").withDefaultValue("pbx.connection.idle-timeout", "75s")
                    .withDefaultValue("pbx.connection.request-timeout", "10s")
                    .withDefaultValue("pbx.connection.write-timeout", "60s").build()
                    .getConfigMapping(HttpConfig.Connection.class),
            MOST_UNHANDLED, time, meters);

    /** A connection, and what it does. */
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

        Client ask() {
            send(10);
            guard.requestBegins(channel.pipeline().context(HANDLER));
            return this;
        }

        Client answer() {
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

    private double refused(String limit) {
        return meters.get("pbx.refused").tag("limit", limit).counter().count();
    }

    @Test
    void aConnectionMayBeIdleForSoLong() {
        Client silent = new Client();
        Client used = new Client().ask();
        pass(Duration.ofSeconds(75));
        assertTrue(silent.isOpen());
        used.answer();
        pass(Duration.ofNanos(1));
        assertFalse(silent.isOpen());
        assertTrue(used.isOpen(), "its time begins with the end of its last request");
        pass(Duration.ofSeconds(75));
        assertFalse(used.isOpen());
        assertEquals(2, refused("slow_connections"));
        assertEquals(0, meters.get("pbx.connections").gauge().value());
    }

    @Test
    void aRequestMayTakeSoLongToComeInHoweverOftenAByteComes() {
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
    void anAnswerMayTakeLongToMake() {
        Client asking = new Client().ask();
        pass(Duration.ofHours(1));
        assertTrue(asking.isOpen());
        asking.answer().send(1);
        pass(Duration.ofSeconds(10));
        assertTrue(asking.isOpen());
        pass(Duration.ofNanos(1));
        assertFalse(asking.isOpen(), "its next request takes too long");
    }

    @Test
    void aClientMayTakeNothingOfItsAnswerForSoLong() {
        Client deaf = new Client().ask();
        deaf.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 10));
        deaf.channel.write(Unpooled.wrappedBuffer(new byte[100]));
        assertFalse(deaf.channel.isWritable());
        pass(Duration.ofSeconds(1)); // its time begins when it is first looked at
        assertTrue(deaf.isOpen());
        pass(Duration.ofSeconds(60));
        assertTrue(deaf.isOpen());
        pass(Duration.ofNanos(1));
        assertFalse(deaf.isOpen());
    }

    @Test
    void aClientThatHasTakenItsAnswerIsIdle() {
        Client reader = new Client().ask();
        reader.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 10));
        reader.channel.write(Unpooled.wrappedBuffer(new byte[100]));
        pass(Duration.ofSeconds(59));
        reader.channel.flush();
        reader.answer();
        pass(Duration.ofSeconds(75));
        assertTrue(reader.isOpen());
    }

    @Test
    void ifThereAreTooManyTheOneThatHasNeverAskedGoesFirstAndThenTheLongestIdle() {
        Client first = new Client().ask().answer();
        time.advance(Duration.ofSeconds(1));
        Client silent = new Client();
        time.advance(Duration.ofSeconds(1));
        Client second = new Client().ask().answer();
        Client busy = new Client().ask();
        assertTrue(new Client().ask().isOpen());
        assertFalse(silent.isOpen());
        assertTrue(new Client().ask().isOpen());
        assertFalse(first.isOpen());
        assertTrue(new Client().ask().isOpen());
        assertFalse(second.isOpen());
        assertTrue(busy.isOpen());
        assertNull(new Client().guard, "all are busy");
        assertEquals(4, refused("connections"));
    }

    @Test
    void aConnectionThatIsClosedMakesRoom() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(new Client().ask());
        }
        assertNull(new Client().guard);
        clients.get(2).channel.close();
        assertTrue(new Client().isOpen());
    }

    @Test
    void whoHasSentMostOfWhatIsNotHandledGoes() {
        Client small = new Client().send(10);
        Client large = new Client().send(290).ask();
        Client larger = new Client().send(450);
        assertTrue(small.isOpen() && large.isOpen());
        small.send(1);
        assertFalse(larger.isOpen());
        assertTrue(small.isOpen() && large.isOpen());
        large.answer();
        assertTrue(new Client().send(400).isOpen(), "what is handled counts no more");
    }

    @Test
    void aClientThatSendsMoreThanThereIsRoomForIsClosed() {
        Client greedy = new Client().send(MOST_UNHANDLED + 1);
        assertFalse(greedy.isOpen());
        assertEquals(1, refused("connections"));
        assertTrue(new Client().send(MOST_UNHANDLED / 2).isOpen());
    }

    @Test
    void nothingMoreIsReadWhileARequestIsAnswered() {
        Client eager = new Client().ask();
        eager.channel.pipeline().fireChannelReadComplete();
        assertFalse(eager.channel.config().isAutoRead());
        eager.answer();
        assertTrue(eager.channel.config().isAutoRead());
    }
}
