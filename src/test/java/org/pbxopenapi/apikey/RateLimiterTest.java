package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.FakeTime;

class RateLimiterTest {

    private static final int WHO = 4711;

    private final FakeTime time = new FakeTime();
    private final RateLimiter quota = new RateLimiter(16, 6, time);

    private void takeAll() {
        for (int left = 6; left > 0; left--) {
            assertEquals(left, quota.left(WHO));
            assertTrue(quota.take(WHO));
        }
    }

    @Test
    void allOfAMinuteCanBeTakenAtOnceAndNoMore() {
        takeAll();
        assertEquals(0, quota.left(WHO));
        assertFalse(quota.take(WHO));
    }

    @Test
    void oneComesBackEveryTenSeconds() {
        takeAll();
        assertEquals(10, quota.secondsToNext(WHO));
        assertEquals(60, quota.secondsToAll(WHO));
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertEquals(1, quota.secondsToNext(WHO));
        assertFalse(quota.take(WHO));
        time.advance(Duration.ofNanos(1));
        assertEquals(0, quota.secondsToNext(WHO));
        assertEquals(1, quota.left(WHO));
        assertTrue(quota.take(WHO));
        assertFalse(quota.take(WHO));
    }

    @Test
    void whatIsRefusedIsNotCounted() {
        takeAll();
        for (int i = 0; i < 100; i++) {
            assertFalse(quota.take(WHO));
        }
        assertEquals(10, quota.secondsToNext(WHO));
    }

    @Test
    void afterAMinuteAllAreThereAndNeverMore() {
        takeAll();
        time.advance(Duration.ofSeconds(59));
        assertEquals(5, quota.left(WHO));
        assertEquals(1, quota.secondsToAll(WHO));
        time.advance(Duration.ofSeconds(1));
        assertEquals(0, quota.secondsToAll(WHO));
        time.advance(Duration.ofDays(1));
        takeAll();
        assertFalse(quota.take(WHO));
    }

    @Test
    void anotherPlaceHasAQuotaOfItsOwn() {
        takeAll();
        assertEquals(6, quota.left(WHO + 1));
        assertEquals(0, quota.left(WHO + 16), "whose place is the same");
    }
}
