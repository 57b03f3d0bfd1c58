package org.pbxopenapi;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkus.test.Mock;

/** Clock and timer of the service under test. Tests advance it instead of waiting. */
@Mock
@Singleton
public class TestTicker implements Ticker, Scheduler {

    private static final AtomicLong ADVANCED = new AtomicLong();
    private static final int STEP_MILLIS = 5;
    /** Null if the service under test is packaged. */
    private static volatile TestTicker inUse;

    private final Set<Timer> timers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    private static final class Timer extends CompletableFuture<Void> {

        private final long due;
        private final Executor executor;
        private final Runnable command;

        Timer(long due, Executor executor, Runnable command) {
            this.due = due;
            this.executor = executor;
            this.command = command;
        }

        void fire() {
            if (complete(null)) {
                executor.execute(command);
            }
        }
    }

    TestTicker() {
        inUse = this;
        thread.scheduleAtFixedRate(this::fireDueTimers, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void shutDown() {
        thread.shutdownNow();
    }

    /** Advances the time of the service under test, or waits if the service is packaged. */
    public static void pass(Duration time) throws InterruptedException {
        if (inUse == null) {
            Thread.sleep(time.toMillis());
            return;
        }
        ADVANCED.addAndGet(time.toNanos());
        inUse.fireDueTimers();
    }

    @Override
    public long read() {
        return System.nanoTime() + ADVANCED.get();
    }

    @Override
    public Future<?> schedule(Executor executor, Runnable command, long delay, TimeUnit unit) {
        Timer timer = new Timer(read() + unit.toNanos(delay), executor, command);
        timers.add(timer);
        timer.whenComplete((done, cancelled) -> timers.remove(timer));
        return timer;
    }

    private void fireDueTimers() {
        long now = read();
        timers.stream().filter(timer -> timer.due - now <= 0).sorted(comparing(timer -> timer.due)).forEach(Timer::fire);
    }
}
