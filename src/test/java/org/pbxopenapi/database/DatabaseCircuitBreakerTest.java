package org.pbxopenapi.database;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.cache.CacheFixture;

class DatabaseCircuitBreakerTest {

    private static final SQLException NO_CONNECTION = new SQLException("Connection refused", "08000");

    private final CacheFixture fixture = new CacheFixture(Map.of());
    private final DatabaseCircuitBreaker watch = fixture.watch;

    private void assertDown(boolean down) {
        assertEquals(down, watch.isOpen());
        assertEquals(down ? 0 : 1, fixture.meters.get("pbx.database.up").gauge().value());
    }

    @Test
    void theDatabaseIsNotProbedWhileNobodyDoubts() {
        fixture.time.advance(ofSeconds(3600));
        assertEquals(0, fixture.probes.size());
        assertEquals(0, fixture.time.timers());
        assertDown(false);
    }

    @Test
    void aDoubtIsDecidedByOneProbe() {
        watch.reportFailure();
        watch.reportFailure();
        assertTrue(watch.isProbing());
        assertEquals(1, fixture.probes.size());
        assertDown(false);
        fixture.runProbes();
        assertFalse(watch.isProbing());
        assertDown(false);
        assertEquals(0, fixture.time.timers());
        watch.reportFailure();
        assertEquals(1, fixture.probes.size(), "the next doubt");
    }

    @Test
    void aDatabaseThatFailsTheProbeIsDownUntilItPassesOne() {
        fixture.outage = NO_CONNECTION;
        watch.reportFailure();
        fixture.runProbes();
        assertDown(true);
        assertNotNull(watch.openSince());
        for (int i = 0; i < 5; i++) {
            fixture.time.advance(ofMillis(500).minusNanos(1));
            assertEquals(0, fixture.probes.size());
            fixture.time.advance(ofNanos(1));
            assertEquals(1, fixture.probes.size());
            fixture.runProbes();
            assertDown(true);
        }
        fixture.outage = null;
        fixture.time.advance(ofMillis(500));
        assertDown(true);
        fixture.runProbes();
        assertDown(false);
        assertNull(watch.openSince());
        assertFalse(watch.isProbing());
        assertEquals(0, fixture.time.timers());
    }

    @Test
    void whileItIsDownNoDoubtAddsAProbe() {
        fixture.goDown();
        watch.reportFailure();
        assertEquals(0, fixture.probes.size());
        fixture.time.advance(ofMillis(500));
        watch.reportFailure();
        assertEquals(1, fixture.probes.size());
        assertEquals(0, fixture.time.timers(), "the next one is scheduled when this one has failed");
    }

    @Test
    void thePoolIsFlushedOnceForEachOutage() {
        watch.reportFailure();
        fixture.runProbes();
        assertEquals(0, fixture.flushes);
        for (int outage = 1; outage <= 2; outage++) {
            fixture.goDown();
            fixture.time.advance(ofMillis(500));
            fixture.runProbes();
            assertEquals(outage, fixture.flushes);
            fixture.outage = null;
            fixture.time.advance(ofMillis(500));
            fixture.runProbes();
            assertDown(false);
        }
    }

    @Test
    void aProbeThatFailsForAnotherReasonCountsToo() {
        fixture.outage = new IllegalStateException("the pool is closed");
        watch.reportFailure();
        fixture.runProbes();
        assertDown(true);
        assertEquals(1, fixture.time.timers());
    }

    @Test
    void anAnswerThatTakesASecondRaisesADoubt() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        watch.watch(answer);
        fixture.time.advance(ofSeconds(1).minusNanos(1));
        assertFalse(watch.isProbing());
        fixture.time.advance(ofNanos(1));
        assertTrue(watch.isProbing());
    }

    @Test
    void anAnswerInTimeRaisesNoneAndCancelsItsTimer() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        watch.watch(answer);
        assertEquals(1, fixture.time.timers());
        answer.complete("in time");
        assertEquals(0, fixture.time.timers());
        fixture.time.advance(ofSeconds(1));
        assertFalse(watch.isProbing());
    }

    @Test
    void anOutageRaisesADoubtAtOnceAndAFaultOfOursNone() {
        CompletableFuture<String> fault = new CompletableFuture<>();
        watch.watch(fault);
        fault.completeExceptionally(new SQLException("Unknown column", "42S22", 1054));
        assertFalse(watch.isProbing());
        CompletableFuture<String> outage = new CompletableFuture<>();
        watch.watch(outage);
        outage.completeExceptionally(NO_CONNECTION);
        assertTrue(watch.isProbing());
        assertEquals(0, fixture.time.timers());
    }
}
