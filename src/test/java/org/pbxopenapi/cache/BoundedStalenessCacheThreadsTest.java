package org.pbxopenapi.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.database.DatabaseCircuitBreaker;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Many threads request one value, which changes all the time. */
class BoundedStalenessCacheThreadsTest {

    private static final int CLIENTS = 8;
    private static final int ROUNDS = 5000;

    private final ExecutorService workers = Executors.newFixedThreadPool(4);
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong database = new AtomicLong();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger maxRunning = new AtomicInteger();

    @AfterEach
    void end() {
        List.of(workers, clients, timer).forEach(ExecutorService::shutdownNow);
    }

    private BoundedStalenessCache<String, Long> cache() {
        Scheduler scheduler = Scheduler.forScheduledExecutorService(timer);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        DatabaseCircuitBreaker watch = new DatabaseCircuitBreaker(() -> {
        }, () -> {
        }, workers, scheduler, Ticker.systemTicker(), meters);
        CacheFactory caches = new CacheFactory(new CacheFixture(Map.of("max-age", "0s")).config,
                CacheFixture.executor(workers), watch, scheduler, Ticker.systemTicker(), meters);
        return caches.create("numbers", 1, Duration.ZERO, (key, value) -> 1000, (key, before) -> read());
    }

    private long read() {
        maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        long value = database.get();
        running.decrementAndGet();
        return value;
    }

    @Test
    void withAMaxAgeOfZeroNoValueIsOlderThanItsRequest() throws Exception {
        BoundedStalenessCache<String, Long> cache = cache();
        List<Future<?>> futures = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            futures.add(clients.submit(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    long requested = database.incrementAndGet();
                    long value = cache.get("a").join().value();
                    assertTrue(value >= requested, value + " for a request at " + requested);
                }
            }));
        }
        for (Future<?> client : futures) {
            client.get();
        }
        assertEquals(1, maxRunning.get(), "one reading at a time");
    }
}
