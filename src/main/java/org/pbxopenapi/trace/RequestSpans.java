package org.pbxopenapi.trace;

import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.pbxopenapi.apikey.VisibleTenant;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * A span for each request, from its coming in to the end of its answer. It holds nothing that the client has written, neither
 * query nor path nor headers: any of it may be a key, in its place or by mistake.
 */
final class RequestSpans {

    private static final String SPAN = RequestSpans.class.getName();
    private static final int PATIENCE_SECONDS = 2;
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.CONNECT, HttpMethod.DELETE, HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.OPTIONS, HttpMethod.PATCH, HttpMethod.POST, HttpMethod.PUT, HttpMethod.TRACE);
    private static final TextMapGetter<HttpServerRequest> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public String get(HttpServerRequest request, String name) {
            return request.getHeader(name);
        }
    };

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    RequestSpans(TraceConfig config) {
        provider = Collector.connect(config);
        tracer = provider.get("pbx-openapi");
    }

    void begin(RoutingContext context) {
        if (context.get(SPAN) == null) { // else it was led here by reroute
            HttpServerRequest request = context.request();
            boolean known = METHODS.contains(request.method());
            Span span = tracer.spanBuilder(known ? request.method().name() : "HTTP")
                    .setSpanKind(SpanKind.SERVER)
                    .setParent(W3CTraceContextPropagator.getInstance().extract(Context.root(), request, HEADERS))
                    .setAttribute("http.request.method", known ? request.method().name() : "_OTHER")
                    .setAttribute("url.scheme", request.scheme())
                    .startSpan();
            context.put(SPAN, span);
            context.addEndHandler(ended -> end(span, context, ended.cause()));
        }
        context.next();
    }

    private static void end(Span span, RoutingContext context, Throwable failure) {
        String route = ((HttpServerRequestInternal) context.request()).context().getLocal("UrlPathTemplate"); // by Quarkus REST
        if (route != null) {
            span.setAttribute("http.route", route);
            span.updateName(context.request().method() + " " + route);
        }
        VisibleTenant.admission(context).ifPresent(admission -> {
            span.setAttribute("pbx.key.id", admission.key().id);
            admission.tenant().ifPresent(tenant -> span.setAttribute("pbx.tenant.id", tenant.id));
        });
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

    /** Sends what is left, unless that takes too long. */
    void close() {
        provider.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
