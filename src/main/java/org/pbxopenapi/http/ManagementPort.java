package org.pbxopenapi.http;

import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_004;
import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_OPENMETRICS_100;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;

/** What is ours of the management port: the {@code Date} of its answers, no CORS headers, and the format of metrics. */
@ApplicationScoped
public class ManagementPort {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final PrometheusMeterRegistry meters;

    ManagementPort(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    /** To be told of every request before any route. */
    public static void begin(HttpServerRequest request) {
        // Quarkus has a CORS handler before all routes that opens the port to the pages of every origin, and no setting for it.
        request.headers().remove(HttpHeaders.ORIGIN);
        if (request.decoderResult().isFailure() && request.connection() instanceof HttpServerConnection connection) {
            connection.invalidRequestHandler(ManagementPort::reject);
        }
    }

    private static void reject(HttpServerRequest request) {
        DateHeader.put(request.response());
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(ManagementPort::date);
        management.router().route("/q/metrics").order(-1).blockingHandler(this::metrics);
    }

    private static void date(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> DateHeader.put(context.response()));
        context.next();
    }

    /** Quarkus' own handler prefers OpenMetrics, and answers 406 unless a client asks for its charset too. */
    private void metrics(RoutingContext context) {
        String accept = String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT));
        boolean isOpen = accept.contains(OPEN_METRICS);
        if (accept.contains("text/plain") || !isOpen && (accept.isEmpty() || accept.contains("*"))) {
            write(CONTENT_TYPE_004, context);
        } else if (isOpen) {
            write(CONTENT_TYPE_OPENMETRICS_100, context);
        } else {
            context.next();
        }
    }

    private void write(String format, RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, format).end(meters.scrape(format));
    }
}
