package org.pbxopenapi.telemetry;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;

/** Traces requests if an endpoint is configured. Without one, no class of OpenTelemetry is loaded. */
@ApplicationScoped
public class Tracing {

    private final TraceConfig config;
    private RequestTracer tracer;

    Tracing(TraceConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        if (config.endpoint().isPresent()) {
            tracer = new RequestTracer(config);
            filters.register(tracer::begin, Integer.MAX_VALUE);
        }
    }

    /** Wraps work for another thread in a child span of the current request's. */
    public <T> Supplier<T> childSpan(Supplier<T> work) {
        return tracer == null ? work : tracer.childSpan(work);
    }

    void end(@Observes ShutdownEvent event) {
        if (tracer != null) {
            tracer.close();
        }
    }
}
