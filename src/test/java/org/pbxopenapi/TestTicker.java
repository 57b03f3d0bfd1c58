package org.pbxopenapi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkus.test.Mock;

/** The clock of the service under test, which a test can advance instead of waiting. */
@Mock
@Singleton
public class TestTicker implements Ticker {

    private static final AtomicLong ADVANCED = new AtomicLong();
    private static volatile boolean inUse;

    TestTicker() {
        inUse = true;
    }

    @Override
    public long read() {
        return System.nanoTime() + ADVANCED.get();
    }

    /** Lets time pass for the service under test: at once, or, if that is a packaged one, by waiting. */
    public static void pass(Duration time) throws InterruptedException {
        if (inUse) {
            ADVANCED.addAndGet(time.toNanos());
        } else {
            Thread.sleep(time.toMillis());
        }
    }
}
