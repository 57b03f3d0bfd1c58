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
    private final DatabaseCircuitBreaker breaker = fixture.watch;

    private void assertOpen(boolean open) {
        assertEquals(open, breaker.isOpen());
        assertEquals(open ? 0 : 1, fixture.meters.get("pbx.database.up").gauge().value());
    }

    @Test
    void noProbeRunsWithoutAFailure() {
        fixture.time.advance(ofSeconds(3600));
        assertEquals(0, fixture.probes.size());
        assertEquals(0, fixture.time.timers());
        assertOpen(false);
    }

    @Test
    void simultaneousFailuresTriggerOneProbe() {
        breaker.reportFailure();
        breaker.reportFailure();
        assertTrue(breaker.isProbing());
        assertEquals(1, fixture.probes.size());
        assertOpen(false);
        fixture.runProbes();
        assertFalse(breaker.isProbing());
        assertOpen(false);
        assertEquals(0, fixture.time.timers());
        breaker.reportFailure();
        assertEquals(1, fixture.probes.size(), "the next failure");
    }

    @Test
    void aFailedProbeOpensTheCircuitUntilOneSucceeds() {
        fixture.outage = NO_CONNECTION;
        breaker.reportFailure();
        fixture.runProbes();
        assertOpen(true);
        assertNotNull(breaker.openSince());
        for (int i = 0; i < 5; i++) {
            fixture.time.advance(ofMillis(500).minusNanos(1));
            assertEquals(0, fixture.probes.size());
            fixture.time.advance(ofNanos(1));
            assertEquals(1, fixture.probes.size());
            fixture.runProbes();
            assertOpen(true);
        }
        fixture.outage = null;
        fixture.time.advance(ofMillis(500));
        assertOpen(true);
        fixture.runProbes();
        assertOpen(false);
        assertNull(breaker.openSince());
        assertFalse(breaker.isProbing());
        assertEquals(0, fixture.time.timers());
    }

    @Test
    void failuresTriggerNoProbeWhileTheCircuitIsOpen() {
        fixture.goDown();
        breaker.reportFailure();
        assertEquals(0, fixture.probes.size());
        fixture.time.advance(ofMillis(500));
        breaker.reportFailure();
        assertEquals(1, fixture.probes.size());
        assertEquals(0, fixture.time.timers(), "the next one is scheduled when this one has failed");
    }

    @Test
    void thePoolIsFlushedOnceForEachOutage() {
        breaker.reportFailure();
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
            assertOpen(false);
        }
    }

    @Test
    void aProbeThatThrowsARuntimeExceptionOpensTheCircuit() {
        fixture.outage = new IllegalStateException("the pool is closed");
        breaker.reportFailure();
        fixture.runProbes();
        assertOpen(true);
        assertEquals(1, fixture.time.timers());
    }

    @Test
    void aQueryThatTakesASecondTriggersAProbe() {
        CompletableFuture<String> query = new CompletableFuture<>();
        breaker.watch(query);
        fixture.time.advance(ofSeconds(1).minusNanos(1));
        assertFalse(breaker.isProbing());
        fixture.time.advance(ofNanos(1));
        assertTrue(breaker.isProbing());
    }

    @Test
    void aQueryInTimeTriggersNoProbeAndCancelsItsTimer() {
        CompletableFuture<String> query = new CompletableFuture<>();
        breaker.watch(query);
        assertEquals(1, fixture.time.timers());
        query.complete("in time");
        assertEquals(0, fixture.time.timers());
        fixture.time.advance(ofSeconds(1));
        assertFalse(breaker.isProbing());
    }

    @Test
    void anOutageTriggersAProbeAtOnceButAQueryErrorDoesNot() {
        CompletableFuture<String> queryError = new CompletableFuture<>();
        breaker.watch(queryError);
        queryError.completeExceptionally(new SQLException("Unknown column", "42S22", 1054));
        assertFalse(breaker.isProbing());
        CompletableFuture<String> outage = new CompletableFuture<>();
        breaker.watch(outage);
        outage.completeExceptionally(NO_CONNECTION);
        assertTrue(breaker.isProbing());
        assertEquals(0, fixture.time.timers());
    }
}
