package org.pbxopenapi.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What all limits have in common: that somebody wants to know when they take effect. */
public final class Limits {

    private Limits() {
    }

    public static Counter refused(String limit, MeterRegistry meters) {
        return Counter.builder("pbx.refused").tag("limit", limit).description("What was refused, or closed, by a limit")
                .register(meters);
    }
}
