package org.pbxopenapi.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** What the cache holds while loads are late, fail, or follow each other. */
class LoadTest {

    private static final int KILOBYTE = 1024;

    private CacheFixture fixture;
    private BoundedStalenessCache<String, byte[]> cache;
    /** What the next reads of the database do; none left: a kilobyte. */
    private final Queue<Supplier<byte[]>> reads = new ArrayDeque<>();

    private void use(Duration maxStale, Map<String, String> settings) {
        fixture = new CacheFixture(settings);
        cache = fixture.caches.create("lists", 1, maxStale, (key, value) -> value.length, (key, previous) -> read());
    }

    private byte[] read() {
        return reads.isEmpty() ? new byte[KILOBYTE] : reads.remove().get();
    }

    private CompletableFuture<CachedValue<byte[]>> load(String key) {
        CompletableFuture<CachedValue<byte[]>> value = cache.get(key);
        fixture.read();
        fixture.runProbes();
        return value;
    }

    private void pass(Duration time) {
        fixture.time.advance(time);
        fixture.runProbes();
    }

    @Test
    void aLateLoadDoesNotKeepThePreviousValueInMemory() throws InterruptedException {
        use(ofMinutes(10), Map.of());
        load("a");
        WeakReference<byte[]> previous = new WeakReference<>(cache.peek("a").value());
        fixture.time.advance(ofSeconds(1));
        reads.add(() -> {
            pass(ofMillis(1500));
            return new byte[1];
        });
        assertTrue(load("a").join().isStale());
        assertEquals(1, cache.peek("a").value().length);
        for (int i = 0; i < 100 && previous.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertNull(previous.get());
    }

    @Test
    void theValueOfAFailedLoadIsWeighed() {
        use(ofMinutes(10), Map.of("max-age", "0s", "max-size", "8M"));
        for (int i = 0; i < 5000; i++) {
            String key = "a" + i;
            reads.add(() -> {
                cache.get(key);
                return new byte[KILOBYTE];
            });
            reads.add(() -> {
                throw new IllegalStateException(new SQLException("Gone", "08000"));
            });
            load(key);
        }
        long kept = IntStream.range(0, 5000).filter(i -> cache.peek("a" + i) != null).count();
        assertTrue(kept <= 1024, kept + " KiB of 1 MiB");
    }

    @Test
    void aStaleValueThatALoadHasReturnedIsNotReturnedBeyondTheBound() {
        AtomicReference<CompletableFuture<CachedValue<byte[]>>> value = new AtomicReference<>();
        use(ofSeconds(3), Map.of("max-age", "300ms"));
        load("a");
        pass(ofSeconds(1));
        reads.add(() -> {
            pass(ofMillis(300));
            cache.get("a"); // follows this one
            pass(ofMillis(1100)); // both have returned the first value
            return new byte[KILOBYTE];
        });
        reads.add(() -> {
            pass(ofMillis(700));
            value.set(cache.get("a"));
            return new byte[KILOBYTE];
        });
        long first = cache.peek("a").readAt();
        load("a");
        assertTrue(value.get().join().readAt() - first > 0);
    }

    @Test
    void aPendingLoadIsNotEvicted() {
        use(ofMinutes(10), Map.of("max-size", "8M"));
        load("a");
        fixture.time.advance(ofSeconds(1));
        reads.add(() -> {
            for (int i = 0; i < 5000; i++) {
                cache.get("b" + i);
                fixture.readings.remove().run();
            }
            cache.get("a");
            assertEquals(0, fixture.readings.size(), "a second load of the same key");
            return new byte[KILOBYTE];
        });
        assertEquals(KILOBYTE, load("a").join().value().length);
    }
}
