package org.pbxopenapi.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** Rules of the cache while the database responds: what requests share, and for how long. */
class BoundedStalenessCacheRulesTest {

    private static final int KILOBYTE = 1024;

    private CacheFixture fixture;
    private BoundedStalenessCache<String, String> cache;
    /** The previous value of each reading. */
    private final List<String> previous = new ArrayList<>();
    private final Map<String, Integer> readings = new HashMap<>();
    /** Runs during the next reading. */
    private Runnable meanwhile = () -> {
    };

    private void use(Map<String, String> settings) {
        fixture = new CacheFixture(settings);
        cache = fixture.caches.create("lists", 1, ofSeconds(0), (key, value) -> KILOBYTE, this::read);
    }

    private String read(String key, String before) {
        previous.add(before);
        String value = key + readings.merge(key, 1, Integer::sum);
        Runnable now = meanwhile;
        meanwhile = () -> {
        };
        now.run();
        return value;
    }

    private String get(String key) {
        CompletableFuture<CachedValue<String>> value = cache.get(key);
        fixture.read();
        return value.join().value();
    }

    @Test
    void aValueIsSharedUpToTheMaximumAge() {
        use(Map.of());
        assertEquals("a1", get("a"));
        fixture.time.advance(ofSeconds(1).minusNanos(1));
        CompletableFuture<CachedValue<String>> shared = cache.get("a");
        assertTrue(shared.isDone());
        assertEquals("a1", shared.join().value());
        assertEquals(0, fixture.readings.size());
        fixture.time.advance(ofNanos(1));
        assertEquals("a2", get("a"));
    }

    @Test
    void aValueIsSharedWhileItsLoadIsCompleting() {
        use(Map.of());
        CompletableFuture<CachedValue<String>> again = cache.get("a").thenCompose(first -> cache.get("a"));
        fixture.read();
        assertEquals("a1", again.join().value());
        assertEquals(1, readings.get("a"));
    }

    @Test
    void theMaximumAgeIsASetting() {
        use(Map.of("max-age", "30s"));
        get("a");
        fixture.time.advance(ofSeconds(30).minusNanos(1));
        assertEquals("a1", get("a"));
        fixture.time.advance(ofNanos(1));
        assertEquals("a2", get("a"));
    }

    @Test
    void theAgeCountsFromTheStartOfTheReading() {
        use(Map.of());
        long start = fixture.time.read();
        meanwhile = () -> fixture.time.advance(ofMillis(900));
        get("a");
        assertEquals(start, cache.get("a").join().readAt());
        fixture.time.advance(ofMillis(100));
        assertEquals("a2", get("a"));
    }

    @Test
    void aQueuedReadingIsSharedHoweverLongItWaits() {
        use(Map.of());
        CompletableFuture<CachedValue<String>> first = cache.get("a");
        fixture.time.advance(ofSeconds(2));
        assertSame(first, cache.get("a"));
        fixture.read();
        assertEquals("a1", first.join().value());
        assertEquals(fixture.time.read(), first.join().readAt(), "the age counts from the start of the reading");
        fixture.time.advance(ofSeconds(1).minusNanos(1));
        assertSame(first, cache.get("a"));
    }

    @Test
    void aRunningReadingIsSharedIfItStartedRecently() {
        use(Map.of());
        meanwhile = () -> {
            fixture.time.advance(ofSeconds(1).minusNanos(1));
            cache.get("a");
            assertEquals(0, fixture.readings.size());
        };
        assertEquals("a1", get("a"));
        assertEquals(1, readings.get("a"));
    }

    @Test
    void oneReadingRunsAtATimeAndLaterRequestsShareTheNext() {
        use(Map.of("max-age", "300ms"));
        List<CompletableFuture<CachedValue<String>>> next = new ArrayList<>();
        meanwhile = () -> {
            fixture.time.advance(ofMillis(300));
            next.add(cache.get("a"));
            fixture.time.advance(ofMillis(300));
            next.add(cache.get("a"));
            assertEquals(0, fixture.readings.size(), "none starts before this one ends");
        };
        CompletableFuture<CachedValue<String>> first = cache.get("a");
        fixture.readings.remove().run();
        assertEquals("a1", first.join().value());
        assertSame(next.get(0), next.get(1));
        assertFalse(next.get(0).isDone());
        assertEquals(1, fixture.readings.size());
        fixture.read();
        assertEquals("a2", next.get(0).join().value());
        assertEquals(2, readings.get("a"));
    }

    @Test
    void readingsOfOtherKeysDoNotWait() {
        use(Map.of("max-age", "0s"));
        meanwhile = () -> {
            cache.get("b");
            assertEquals(1, fixture.readings.size());
        };
        get("a");
        assertEquals(Map.of("a", 1, "b", 1), readings);
    }

    @Test
    void withAMaxAgeOfZeroNoValueIsOlderThanItsRequest() {
        use(Map.of("max-age", "0s"));
        List<CompletableFuture<CachedValue<String>>> later = new ArrayList<>();
        meanwhile = () -> later.add(cache.get("a"));
        CompletableFuture<CachedValue<String>> first = cache.get("a");
        assertSame(first, cache.get("a"), "it has not started");
        fixture.read();
        assertNotSame(first, later.get(0), "it was requested during the first reading");
        assertEquals("a1", first.join().value());
        assertEquals("a2", later.get(0).join().value());
        assertEquals("a3", get("a"));
    }

    @Test
    void theLoaderGetsThePreviousValue() {
        use(Map.of());
        get("a");
        fixture.time.advance(ofSeconds(1));
        get("a");
        fixture.time.advance(ofSeconds(60).minusNanos(1));
        get("a");
        fixture.time.advance(ofSeconds(60));
        get("a");
        List<String> expected = new ArrayList<>(List.of("a1", "a2"));
        expected.add(0, null);
        expected.add(null);
        assertEquals(expected, previous, "an unused value is kept for a minute");
    }

    @Test
    void theNextReadingGetsTheValueOfThePreviousOne() {
        use(Map.of("max-age", "0s"));
        meanwhile = () -> cache.get("a");
        get("a");
        assertEquals("a1", previous.get(1));
    }

    @Test
    void theNextReadingWaitsForAHangingOneUpToTheReadTimeout() {
        use(Map.of("max-age", "0s", "read-timeout", "700ms"));
        meanwhile = () -> {
            cache.get("a");
            fixture.time.advance(ofMillis(700).minusNanos(1));
            assertEquals(0, fixture.readings.size());
            fixture.time.advance(ofNanos(1));
            assertEquals(1, fixture.readings.size());
        };
        get("a");
        assertEquals(2, readings.get("a"));
    }

    @Test
    void peekReturnsAValueOfAnyAgeAndReadsNothing() {
        use(Map.of());
        assertNull(cache.peek("a"));
        assertEquals(0, fixture.readings.size());
        meanwhile = () -> assertNull(cache.peek("a"), "not yet");
        get("a");
        fixture.time.advance(ofSeconds(30));
        assertEquals("a1", cache.peek("a").value());
        meanwhile = () -> assertEquals("a1", cache.peek("a").value(), "still");
        get("a");
        assertEquals("a2", cache.peek("a").value());
        assertEquals(2, readings.get("a"));
    }

    @Test
    void hitsAndMissesAreCounted() {
        use(Map.of());
        cache.get("a"); // miss
        cache.get("a"); // shares it
        fixture.read();
        cache.get("a");
        fixture.time.advance(ofSeconds(1));
        get("a"); // miss
        assertEquals(2, fixture.count("lists", "miss"));
        assertEquals(2, fixture.count("lists", "hit"));
        assertEquals(0, fixture.count("lists", "stale"));
    }

    @Test
    void finishedReadingsLeaveNoTimers() {
        use(Map.of("max-age", "0s"));
        meanwhile = () -> cache.get("a");
        get("a");
        assertEquals(0, fixture.time.timers());
    }

    /** An eighth of 8 MiB has room for 1024 values. */
    @Test
    void entriesAreEvictedByTheirWeight() {
        use(Map.of("max-age", "10m", "max-size", "8M"));
        IntStream.range(0, 1000).forEach(i -> get("a" + i));
        assertEquals(1000, IntStream.range(0, 1000).filter(i -> cache.peek("a" + i) != null).count(), "there is room for them");
        IntStream.range(1000, 3000).forEach(i -> get("a" + i));
        long kept = IntStream.range(0, 3000).filter(i -> cache.peek("a" + i) != null).count();
        assertTrue(kept <= 1024 && kept > 900, kept + " kept");
    }

    @Test
    void frequentKeysAreNotEvictedByManyRareOnes() {
        use(Map.of("max-age", "10m", "max-size", "8M"));
        for (int i = 0; i < 10_000; i++) {
            get("once" + i);
            if (i % 100 == 0) {
                get("often");
            }
        }
        assertTrue(readings.get("often") <= 2, readings.get("often") + " readings");
    }
}
