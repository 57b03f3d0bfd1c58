package org.pbxopenapi.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

class GracefulShutdownTest {

    private final FakeTime time = new FakeTime();
    private final GracefulShutdown drain = new GracefulShutdown(null, null, time);

    @Test
    void aServiceThatNobodyHasAskedIsQuiet() {
        assertTrue(drain.isQuiet());
    }

    @Test
    void aServiceIsQuietASecondAfterTheLastRequestHasEnded() {
        drain.begin();
        drain.begin();
        drain.end();
        time.advance(Duration.ofMinutes(1));
        assertFalse(drain.isQuiet(), "one is under way");
        drain.end();
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        assertFalse(drain.isQuiet(), "its client may ask again");
        time.advance(Duration.ofNanos(1));
        assertTrue(drain.isQuiet());
        drain.begin();
        assertFalse(drain.isQuiet());
    }
}
