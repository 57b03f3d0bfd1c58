package org.pbxopenapi;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

/** Clock and timer for single-threaded unit tests. Only {@link #advance} advances the time. */
public final class FakeTime implements Ticker, Scheduler {

    /** Overflows during a test, as System.nanoTime() may. */
    private static final long ORIGIN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2);

    private static final class Timer extends CompletableFuture<Void> {

        private final long due;
        private final int number;
        private final Runnable firing;

        Timer(long due, int number, Runnable firing) {
            this.due = due;
            this.number = number;
            this.firing = firing;
        }
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.<Timer> comparingLong(timer -> timer.due).thenComparingInt(timer -> timer.number));
    private long passed;
    private int scheduled;

    @Override
    public long read() {
        return ORIGIN + passed;
    }

    @Override
    public Future<?> schedule(Executor executor, Runnable command, long delay, TimeUnit unit) {
        Timer timer = new Timer(passed + unit.toNanos(delay), scheduled++, () -> executor.execute(command));
        timers.add(timer);
        return timer;
    }

    /** Fires the timers that become due, each at its time. Their commands may advance the time further. */
    public void advance(Duration time) {
        long end = passed + time.toNanos();
        while (!timers.isEmpty() && timers.peek().due <= end) {
            Timer timer = timers.poll();
            passed = Math.max(passed, timer.due);
            if (timer.complete(null)) {
                timer.firing.run();
            }
        }
        passed = Math.max(passed, end);
    }

    /** Returns the number of timers that are neither fired nor cancelled. */
    public long timers() {
        return timers.stream().filter(timer -> !timer.isDone()).count();
    }
}
