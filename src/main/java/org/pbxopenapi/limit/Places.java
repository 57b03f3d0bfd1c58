package org.pbxopenapi.limit;

import java.util.concurrent.Semaphore;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** So many at a time; who finds no place is refused, and counted. */
public final class Places {

    private final Semaphore free;
    private final Counter refused;

    /** @param limit what it is called in metrics */
    public Places(String limit, int number, MeterRegistry meters) {
        free = new Semaphore(number);
        refused = Limits.refused(limit, meters);
    }

    public boolean tryTake() {
        boolean taken = free.tryAcquire();
        if (!taken) {
            refused.increment();
        }
        return taken;
    }

    public void giveBack() {
        free.release();
    }
}
