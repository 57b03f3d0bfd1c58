package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

class RateLimiterTest {

    private static final int CLIENT = 4711;

    private final FakeTime time = new FakeTime();
    private final RateLimiter limiter = new RateLimiter(16, 6, time);

    private void takeAll() {
        for (int left = 6; left > 0; left--) {
            assertEquals(left, limiter.left(CLIENT));
            assertTrue(limiter.take(CLIENT));
        }
    }

    @Test
    void theWholeLimitMayBeUsedAtOnce() {
        takeAll();
        assertEquals(0, limiter.left(CLIENT));
        assertFalse(limiter.take(CLIENT));
    }

    @Test
    void aPermitIsReplenishedEveryTenSeconds() {
        takeAll();
        assertEquals(10, limiter.secondsToNext(CLIENT));
        assertEquals(60, limiter.secondsToAll(CLIENT));
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertEquals(1, limiter.secondsToNext(CLIENT));
        assertFalse(limiter.take(CLIENT));
        time.advance(Duration.ofNanos(1));
        assertEquals(0, limiter.secondsToNext(CLIENT));
        assertEquals(1, limiter.left(CLIENT));
        assertTrue(limiter.take(CLIENT));
        assertFalse(limiter.take(CLIENT));
    }

    @Test
    void rejectedRequestsDoNotCount() {
        takeAll();
        for (int i = 0; i < 100; i++) {
            assertFalse(limiter.take(CLIENT));
        }
        assertEquals(10, limiter.secondsToNext(CLIENT));
    }

    @Test
    void allPermitsAreReplenishedAfterAMinuteAndNoMore() {
        takeAll();
        time.advance(Duration.ofSeconds(59));
        assertEquals(5, limiter.left(CLIENT));
        assertEquals(1, limiter.secondsToAll(CLIENT));
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, limiter.secondsToAll(CLIENT));
        time.advance(Duration.ofDays(1));
        takeAll();
        assertFalse(limiter.take(CLIENT));
    }

    @Test
    void anotherSlotHasItsOwnLimit() {
        takeAll();
        assertEquals(6, limiter.left(CLIENT + 1));
        assertEquals(0, limiter.left(CLIENT + 16), "whose place is the same");
    }
}
