package org.pbxopenapi.telemetry;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * Creates a span for each request, until the end of its response, and a child span for each of its tasks on worker threads.
 * Spans have no text from the client, neither query nor path nor headers, because any of it may contain a key.
 */
final class RequestTracer {

    private static final String SPAN = RequestTracer.class.getName();
    private static final int SHUTDOWN_SECONDS = 2;
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.CONNECT, HttpMethod.DELETE, HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.OPTIONS, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.PUT, HttpMethod.TRACE);
    /** Ignored: it may contain any text. */
    private static final String STATE = "tracestate";
    private static final TextMapGetter<HttpServerRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public String get(HttpServerRequest request, String name) {
            return name.equals(STATE) ? null : request.getHeader(name);
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    RequestTracer(TraceConfig config) {
        provider = TraceExporter.connect(config);
        tracer = provider.get("pbx-openapi");
    }

    void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (local(request).getLocal(SPAN) == null) { // else the request was rerouted
            boolean known = METHODS.contains(request.method());
            Span span = tracer.spanBuilder(known ? request.method().name() : "HTTP")
                    .setSpanKind(SpanKind.SERVER)
                    .setParent(W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS))
                    .setAttribute("http.request.method", known ? request.method().name() : "_OTHER")
                    .setAttribute("url.scheme", request.scheme())
                    .startSpan();
            local(request).putLocal(SPAN, span);
            context.addEndHandler(ended -> end(span, context, ended.cause()));
        }
        context.next();
    }

    private static void end(Span span, RoutingContext context, Throwable failure) {
        RequestRecord record = RequestRecord.of(context);
        if (record != null) { // null: the request was rejected before the router
            if (record.keyId() != null) {
                span.setAttribute("pbx.key.id", record.keyId());
            }
            if (record.tenantId() != null) {
                span.setAttribute("pbx.tenant.id", record.tenantId());
            }
            record.route().ifPresent(route -> {
                span.setAttribute("http.route", route);
                span.updateName(record.method() + " " + route);
            });
        }
        int status = context.response().getStatusCode();
        if (context.response().headWritten()) {
            span.setAttribute("http.response.status_code", status);
        }
        if (failure != null) {
            span.setStatus(StatusCode.ERROR).setAttribute("error.type", failure.getClass().getName());
        } else if (status >= 500) {
            span.setStatus(StatusCode.ERROR).setAttribute("error.type", String.valueOf(status));
        }
        span.end();
    }

    <T> Supplier<T> childSpan(Supplier<T> work) {
        io.vertx.core.Context current = Vertx.currentContext();
        if (current == null || !VertxContext.isDuplicatedContext(current)
                || !(current.getLocal(SPAN) instanceof Span request)) {
            return work;
        }
        return () -> {
            Span span = tracer.spanBuilder("worker").setParent(Context.root().with(request)).startSpan();
            try {
                return work.get();
            } catch (Throwable e) {
                span.setStatus(StatusCode.ERROR).setAttribute("error.type", e.getClass().getName());
                throw e;
            } finally {
                span.end();
            }
        };
    }

    /** The Vert.x context of this request alone. */
    private static io.vertx.core.Context local(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).context();
    }

    /** Sends the remaining spans, for at most two seconds. */
    void close() {
        provider.shutdown().join(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    }
}
