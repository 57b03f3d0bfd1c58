package org.pbxopenapi.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counters of what the limits reject. */
public final class LimitMetrics {

    private LimitMetrics() {
    }

    public static Counter rejected(String limit, MeterRegistry meters) {
        return Counter.builder("pbx.refused").tag("limit", limit)
                .description("Requests rejected and connections closed by a limit")
                .register(meters);
    }
}
