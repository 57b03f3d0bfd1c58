package org.pbxopenapi.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What all limits have in common: that somebody wants to know when they take effect. */
public final class LimitMetrics {

    private LimitMetrics() {
    }

    public static Counter rejected(String limit, MeterRegistry meters) {
        return Counter.builder("pbx.refused").tag("limit", limit).description("What was refused, or closed, by a limit")
                .register(meters);
    }
}
