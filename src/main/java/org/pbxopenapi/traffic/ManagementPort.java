package org.pbxopenapi.traffic;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;

/** What is ours of the management port: the {@code Date} of its answers and no CORS headers. */
@ApplicationScoped
public class ManagementPort {

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
    }

    private static void date(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> DateHeader.put(context.response()));
        context.next();
    }
}
