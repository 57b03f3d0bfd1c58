package org.pbxopenapi.cache;

import java.util.concurrent.ScheduledThreadPoolExecutor;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Scheduler;

/**
 * Produces the timer of every bean. It has one thread: what takes long needs an executor of its own. Tests replace it by one
 * that follows their clock.
 */
class SchedulerProducer {

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
