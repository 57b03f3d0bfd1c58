package org.pbxopenapi.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

class GracefulShutdownTest {

    private final FakeTime time = new FakeTime();
    private final GracefulShutdown shutdown = new GracefulShutdown(null, null, time);

    @Test
    void aServiceWithoutRequestsIsQuiet() {
        assertTrue(shutdown.isQuiet());
    }

    @Test
    void aServiceIsQuietASecondAfterItsLastRequest() {
        shutdown.begin();
        shutdown.begin();
        shutdown.end();
        time.advance(Duration.ofMinutes(1));
        assertFalse(shutdown.isQuiet(), "one request is active");
        shutdown.end();
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertFalse(shutdown.isQuiet(), "its client may send another request");
        time.advance(Duration.ofNanos(1));
        assertTrue(shutdown.isQuiet());
        shutdown.begin();
        assertFalse(shutdown.isQuiet());
    }
}
