package org.pbxopenapi.cache;

import java.util.concurrent.ScheduledThreadPoolExecutor;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

/** Produces the clock and the timer of all beans. Tests replace both, to advance time instead of waiting. */
class ClockProducer {

    @Produces
    @Singleton
    Ticker ticker() {
        return Ticker.systemTicker();
    }

    /** A single thread: tasks that take long need an executor of their own. */
    @Produces
    @Singleton
    Scheduler scheduler() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true); // nearly all timers are cancelled
        return Scheduler.forScheduledExecutorService(timer);
    }
}
