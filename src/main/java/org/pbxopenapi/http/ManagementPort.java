package org.pbxopenapi.http;

import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_004;
import static io.prometheus.client.exporter.common.TextFormat.CONTENT_TYPE_OPENMETRICS_100;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Handlers of the management port: they add {@code Date}, remove CORS headers and choose the format of metrics. */
@ApplicationScoped
public class ManagementPort {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final PrometheusMeterRegistry meters;

    ManagementPort(PrometheusMeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Must be called before Quarkus' own handlers: one of them allows web pages of every origin to read the management port,
     * and has no setting.
     */
    static void disableCors(HttpServerRequest request) {
        request.headers().remove(HttpHeaders.ORIGIN);
    }

    /** Responds to a malformed request as Vert.x does, plus {@code Date}. */
    static void rejectMalformed(HttpServerRequest request) {
        DateHeader.put(request.response());
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(Integer.MIN_VALUE).handler(ManagementPort::addDate);
        management.router().route("/q/metrics").order(-1).blockingHandler(this::metrics);
    }

    private static void addDate(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> DateHeader.put(context.response()));
        context.next();
    }

    /** Quarkus' own handler prefers OpenMetrics, and responds with 406 unless {@code Accept} also names its charset. */
    private void metrics(RoutingContext context) {
        String accept = String.join(",", context.request().headers().getAll(HttpHeaders.ACCEPT));
        boolean acceptsOpenMetrics = accept.contains(OPEN_METRICS);
        if (accept.contains("text/plain") || !acceptsOpenMetrics && (accept.isEmpty() || accept.contains("*"))) {
            write(CONTENT_TYPE_004, context);
        } else if (acceptsOpenMetrics) {
            write(CONTENT_TYPE_OPENMETRICS_100, context);
        } else {
            context.next();
        }
    }

    private void write(String format, RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, format).end(meters.scrape(format));
    }
}
