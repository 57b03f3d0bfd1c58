package org.pbxopenapi.telemetry;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;

/** Tracing every request if there is an endpoint for it. If not, nothing of OpenTelemetry is so much as loaded. */
@ApplicationScoped
public class Tracing {

    private final TraceConfig config;
    private RequestTracer spans;

    Tracing(TraceConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        if (config.endpoint().isPresent()) {
            spans = new RequestTracer(config);
            filters.register(spans::begin, Integer.MAX_VALUE);
        }
    }

    /** Makes work that is to be done on another thread a part of the trace of the request that is being handled. */
    public <T> Supplier<T> childSpan(Supplier<T> work) {
        return spans == null ? work : spans.childSpan(work);
    }

    void end(@Observes ShutdownEvent event) {
        if (spans != null) {
            spans.close();
        }
    }
}
