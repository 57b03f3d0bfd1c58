package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;

class KeyRateLimitRulesTest {

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final KeyRateLimit rate = limitedTo(5);

    private KeyRateLimit limitedTo(int perMinute) {
        return new KeyRateLimit(FailedKeyLimitRulesTest.config("requests-per-key-per-minute", perMinute), time, meters);
    }

    private void assertTake(long wait, String state) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        assertEquals(wait, rate.take(1, headers));
        assertEquals("\"key\";q=5;w=60", headers.get("RateLimit-Policy"));
        assertEquals(state, headers.get("RateLimit"));
        assertEquals(2, headers.size());
    }

    private void takeAll() {
        for (int taken = 1; taken <= 5; taken++) {
            assertTake(0, "\"key\";r=" + (5 - taken) + ";t=" + 12 * taken);
        }
    }

    @Test
    void theHeadersHaveTheRemainingRequestsAndTheResetTime() {
        takeAll();
        assertTake(12, "\"key\";r=0;t=60");
        time.advance(Duration.ofMillis(500));
        assertTake(12, "\"key\";r=0;t=60");
        time.advance(Duration.ofMillis(500));
        assertTake(11, "\"key\";r=0;t=59");
    }

    @Test
    void aRequestIsReplenishedEveryTwelveSeconds() {
        takeAll();
        time.advance(Duration.ofSeconds(12).minusNanos(1));
        assertTake(1, "\"key\";r=0;t=49");
        time.advance(Duration.ofNanos(1));
        assertTake(0, "\"key\";r=0;t=60");
        assertTake(12, "\"key\";r=0;t=60");
        time.advance(Duration.ofMinutes(1));
        takeAll();
    }

    @Test
    void rejectionsAreCounted() {
        takeAll();
        assertEquals(0, refused());
        assertTake(12, "\"key\";r=0;t=60");
        assertEquals(1, refused());
    }

    private double refused() {
        return meters.get("pbx.refused").tag("limit", "key_rate").counter().count();
    }

    @Test
    void anotherKeyHasItsOwnLimit() {
        takeAll();
        assertEquals(0, rate.take(2, MultiMap.caseInsensitiveMultiMap()));
    }

    @Test
    void thereAreNoHeadersWithoutALimit() {
        KeyRateLimit unlimited = limitedTo(0);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < 1000; i++) {
            assertEquals(0, unlimited.take(1, headers));
        }
        assertTrue(headers.isEmpty());
    }
}
