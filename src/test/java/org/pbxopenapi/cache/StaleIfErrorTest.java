package org.pbxopenapi.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;

/** Results of the cache while the database is slow, fails or does not respond. */
class StaleIfErrorTest {

    private static final Duration MAX_STALE = ofMinutes(10);

    private final CacheFixture fixture = new CacheFixture(Map.of());
    private final BoundedStalenessCache<String, String> cache = fixture.caches.create("lists", 1, MAX_STALE,
            (key, value) -> 1000,
            (key, before) -> read());
    private int readings;
    /** The next reading only; later ones succeed at once. */
    private Supplier<String> next = this::value;

    private String read() {
        readings++;
        Supplier<String> now = next;
        next = this::value;
        return now.get();
    }

    private String value() {
        return "value " + readings;
    }

    /** Makes the next reading take this long, and runs something during it. */
    private void slow(Duration time, Runnable meanwhile) {
        next = () -> {
            String value = value();
            fixture.time.advance(time);
            meanwhile.run();
            return value;
        };
    }

    private void failing(Throwable failure) {
        next = () -> {
            throw new IllegalStateException(failure);
        };
    }

    private CompletableFuture<CachedValue<String>> get() {
        CompletableFuture<CachedValue<String>> value = cache.get("a");
        fixture.read();
        return value;
    }

    private void cacheValue() {
        assertFresh("value 1", get());
    }

    private static void assertFresh(String expected, CompletableFuture<CachedValue<String>> answer) {
        assertAnswer(expected, false, answer);
    }

    private static void assertStale(String expected, CompletableFuture<CachedValue<String>> answer) {
        assertAnswer(expected, true, answer);
    }

    private static void assertAnswer(String expected, boolean stale, CompletableFuture<CachedValue<String>> answer) {
        assertTrue(answer.isDone());
        assertEquals(expected, answer.join().value());
        assertEquals(stale, answer.join().isStale());
    }

    private static void assertUnavailable(CompletableFuture<CachedValue<String>> answer) {
        assertTrue(answer.isDone());
        CompletionException failure = assertThrows(CompletionException.class, answer::join);
        assertEquals(ApiError.SERVICE_UNAVAILABLE, ((ApiException) failure.getCause()).error());
    }

    private static Throwable failure(CompletableFuture<CachedValue<String>> answer) {
        return assertThrows(CompletionException.class, answer::join).getCause();
    }

    @Test
    void aCachedValueIsReturnedAsStaleUpToItsBound() {
        long start = fixture.time.read();
        cacheValue();
        fixture.goDown();
        fixture.time.advance(ofSeconds(1));
        assertStale("value 1", get());
        fixture.time.advance(MAX_STALE.minusSeconds(1).minusNanos(1));
        assertStale("value 1", get());
        assertEquals(start, get().join().readAt(), "the age is that of the first reading");
        fixture.time.advance(ofNanos(1));
        assertUnavailable(get());
        assertEquals(3, fixture.count("lists", "stale"));
    }

    @Test
    void aFreshValueIsNotStaleDuringAnOutage() {
        cacheValue();
        fixture.goDown();
        fixture.time.advance(ofSeconds(1).minusNanos(1));
        assertFresh("value 1", get());
    }

    @Test
    void withAMaxStaleOfZeroNoStaleValueIsReturned() {
        BoundedStalenessCache<String, String> strict = fixture.caches.create("strict", 1, Duration.ZERO, (key, value) -> 1000,
                (key, before) -> "strict");
        strict.get("a");
        fixture.read();
        fixture.goDown();
        fixture.time.advance(ofSeconds(1));
        assertUnavailable(strict.get("a"));
    }

    @Test
    void nothingIsQueuedDuringAnOutage() {
        cacheValue();
        fixture.goDown();
        fixture.time.advance(ofSeconds(1));
        long timers = fixture.time.timers();
        for (int i = 0; i < 1000; i++) {
            assertStale("value 1", cache.get("a"));
            assertUnavailable(cache.get("unknown " + i));
        }
        assertEquals(0, fixture.readings.size());
        assertEquals(timers, fixture.time.timers());
        assertEquals(1, readings);
    }

    @Test
    void aQueuedReadingIsNotSentAfterAnOutageBegins() {
        CompletableFuture<CachedValue<String>> answer = cache.get("a");
        fixture.goDown();
        fixture.read();
        assertUnavailable(answer);
        assertEquals(0, readings);
    }

    @Test
    void afterAnOutageTheDatabaseIsQueriedAgain() {
        cacheValue();
        fixture.goDown();
        fixture.time.advance(ofSeconds(1));
        assertStale("value 1", get());
        fixture.outage = null;
        fixture.time.advance(ofSeconds(1));
        fixture.runProbes();
        assertFresh("value 2", get());
    }

    @Test
    void aSlowReadingReturnsTheStaleValueAfterASecond() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        CompletableFuture<CachedValue<String>> answer = cache.get("a");
        slow(ofSeconds(1).minusNanos(1), () -> {
            assertFalse(answer.isDone());
            assertFalse(fixture.watch.isProbing());
            fixture.time.advance(ofNanos(1));
            assertStale("value 1", answer);
            assertTrue(fixture.watch.isProbing());
            assertStale("value 1", cache.get("a"));
            assertEquals(0, fixture.readings.size(), "another reading would not be faster");
        });
        fixture.read();
        assertEquals(2, readings);
    }

    @Test
    void aHangingReadingReturnsTheStaleValueUpToItsBound() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        slow(MAX_STALE.minusSeconds(1).minusNanos(1), () -> {
            fixture.runProbes();
            assertStale("value 1", cache.get("a"));
            fixture.time.advance(ofNanos(1));
            assertFalse(cache.get("a").isDone());
        });
        get();
    }

    @Test
    void aLateReadingIsCachedForLaterRequests() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        slow(ofMillis(1500), () -> {
        });
        assertStale("value 1", get());
        assertEquals("value 2", cache.peek("a").value());
        fixture.goDown();
        assertStale("value 2", get());
    }

    @Test
    void aLateReadingIsFreshUpToTheMaximumAge() {
        CacheFixture patient = new CacheFixture(Map.of("max-age", "3s"));
        int[] read = new int[1];
        BoundedStalenessCache<String, Integer> numbers = patient.caches.create("numbers", 1, MAX_STALE, (key, value) -> 1000,
                (key, before) -> {
                    patient.time.advance(ofMillis(read[0] == 0 ? 0 : 1500));
                    return ++read[0];
                });
        numbers.get("a");
        patient.read();
        patient.time.advance(ofSeconds(3));
        CompletableFuture<CachedValue<Integer>> late = numbers.get("a");
        patient.read();
        assertTrue(late.join().isStale());
        patient.runProbes();
        patient.time.advance(ofMillis(1500).minusNanos(1));
        assertEquals(new CachedValue<>(2, patient.time.read() - ofSeconds(3).toNanos() + 1, false), numbers.get("a").join());
        assertEquals(0, patient.readings.size());
        patient.time.advance(ofNanos(1));
        numbers.get("a");
        assertEquals(1, patient.readings.size());
    }

    /** With a maximum age of minutes, an outage of a second must not last for minutes. */
    @Test
    void theResultOfAFailedReadingIsSharedForAtMostASecond() {
        CacheFixture patient = new CacheFixture(Map.of("max-age", "5m"));
        int[] read = new int[1];
        BoundedStalenessCache<String, Integer> numbers = patient.caches.create("numbers", 1, MAX_STALE, (key, value) -> 1000,
                (key, before) -> {
                    if (++read[0] == 2 || key.equals("b") && read[0] < 5) {
                        throw new IllegalStateException(new SQLException("Gone", "08000"));
                    }
                    return read[0];
                });
        Function<String, CompletableFuture<CachedValue<Integer>>> get = key -> {
            CompletableFuture<CachedValue<Integer>> value = numbers.get(key);
            patient.read();
            patient.runProbes();
            return value;
        };
        assertEquals(1, get.apply("a").join().value());
        patient.time.advance(ofMinutes(5));
        assertTrue(get.apply("a").join().isStale());
        patient.time.advance(ofSeconds(1).minusNanos(1));
        assertTrue(get.apply("a").join().isStale());
        assertEquals(2, read[0]);
        patient.time.advance(ofNanos(1));
        assertEquals(3, get.apply("a").join().value());
        assertThrows(CompletionException.class, get.apply("b")::join);
        patient.time.advance(ofSeconds(1));
        assertEquals(5, get.apply("b").join().value());
    }

    @Test
    void theResultOfAFailedReadingIsNotSharedBeyondItsStaleBound() {
        CacheFixture patient = new CacheFixture(Map.of("max-age", "1s"));
        BoundedStalenessCache<String, String> cache = patient.caches.create("brief", 1, ofMillis(1500), (key, value) -> 1000,
                (key, before) -> read());
        cache.get("a");
        patient.read();
        patient.time.advance(ofSeconds(1));
        failing(new SQLException("Gone", "08000"));
        assertTrue(cache.get("a").thenApply(CachedValue::isStale).getNow(true));
        patient.read();
        patient.runProbes();
        patient.time.advance(ofMillis(499));
        assertStale("value 1", cache.get("a"));
        patient.time.advance(ofMillis(1));
        CompletableFuture<CachedValue<String>> after = cache.get("a");
        patient.read();
        assertFresh("value 3", after);
    }

    @Test
    void aRequestForAnUncachedValueFailsAfterTheReadTimeout() {
        CompletableFuture<CachedValue<String>> answer = cache.get("a");
        slow(ofSeconds(5).minusNanos(1), () -> {
            fixture.runProbes();
            assertFalse(fixture.watch.isOpen(), "the database responds; only this reading is slow");
            assertFalse(answer.isDone());
            fixture.time.advance(ofNanos(1));
            assertUnavailable(answer);
        });
        fixture.read();
        assertEquals("value 1", cache.peek("a").value(), "it is cached for the next request");
    }

    @Test
    void aQueuedRequestFailsAfterTheReadTimeout() {
        CompletableFuture<CachedValue<String>> answer = cache.get("a");
        fixture.time.advance(ofSeconds(5).minusNanos(1));
        assertFalse(answer.isDone());
        fixture.time.advance(ofNanos(1));
        assertUnavailable(answer);
        fixture.read();
        assertEquals(0, readings, "no request waits for it any more");
    }

    @Test
    void aRequestForAnUncachedValueFailsSoonAfterAnOutageIsDetected() {
        CompletableFuture<CachedValue<String>> answer = cache.get("a");
        slow(ofSeconds(1), () -> {
            fixture.outage = new SQLException("Read timed out", "08000");
            fixture.runProbes();
            assertTrue(fixture.watch.isOpen());
            fixture.time.advance(ofMillis(200));
            assertUnavailable(answer);
        });
        fixture.read();
        assertEquals(1, readings);
    }

    @Test
    void duringAProbeACachedValueIsReturnedAtOnceAndAnUncachedOneIsRead() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        fixture.watch.reportFailure();
        assertStale("value 1", cache.get("a"));
        assertEquals(0, fixture.readings.size());
        assertFalse(cache.get("b").isDone());
        assertEquals(1, fixture.readings.size());
    }

    @Test
    void anOutageReturnsTheStaleValueAndTriggersAProbe() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        failing(new SQLException("Disk full", "HY000", 1021));
        assertStale("value 1", get());
        assertTrue(fixture.watch.isProbing());
        fixture.runProbes();
        assertStale("value 1", get());
        assertEquals(2, readings, "the failure is shared like a value");
        fixture.time.advance(ofSeconds(1));
        assertFresh("value 3", get());
    }

    @Test
    void anOutageFailsRequestsForUncachedOrTooOldValues() {
        SQLException outage = new SQLException("Connection reset", "08000");
        failing(outage);
        assertSame(outage, failure(get()).getCause());
        fixture.runProbes();
        assertFresh("value 2", get());

        fixture.time.advance(MAX_STALE);
        failing(outage);
        assertSame(outage, failure(get()).getCause());
    }

    @Test
    void anErrorOfTheServiceIsNotHiddenByAStaleValueAndTriggersNoProbe() {
        cacheValue();
        fixture.time.advance(ofSeconds(1));
        SQLException fault = new SQLException("Unknown column", "42S22", 1054);
        failing(fault);
        assertSame(fault, failure(get()).getCause());
        assertFalse(fixture.watch.isProbing());
        assertFresh("value 3", get());
    }

    @Test
    void aFailureIsNotCached() {
        failing(new IllegalStateException("an error of the service"));
        assertEquals("an error of the service", failure(get()).getCause().getMessage());
        assertFresh("value 2", get());
    }

    @Test
    void aRequestThatWaitsForAFailedReadingReadsAgain() {
        failing(new SQLException("Connection reset", "08000"));
        CompletableFuture<CachedValue<String>> first = cache.get("a");
        Supplier<String> failing = next;
        CompletableFuture<?>[] second = new CompletableFuture<?>[1];
        next = () -> {
            fixture.time.advance(ofSeconds(1));
            second[0] = cache.get("a");
            return failing.get();
        };
        fixture.read();
        assertTrue(first.isCompletedExceptionally());
        assertEquals("value 2", ((CachedValue<?>) second[0].join()).value());
    }
}
