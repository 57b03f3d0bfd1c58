package org.pbxopenapi.http;

import static org.pbxopenapi.error.ApiError.BAD_REQUEST;
import static org.pbxopenapi.error.ApiError.METHOD_NOT_ALLOWED;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.NotFoundException;

import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.telemetry.RequestId;
import org.pbxopenapi.telemetry.RequestMetrics;
import org.pbxopenapi.telemetry.RequestRecord;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Router that runs before every resource. It responds to CORS preflights, adds the common response headers, and reroutes the
 * addresses of the original PHP endpoint (path prefix, trailing slash, other names of the document,
 * {@code ?object=…&action=…}) to the paths of the resources.
 * <p>
 * Errors: 400 for a path that cannot be decoded, 404 outside the path prefix, 405 for {@code HEAD}.
 */
@ApplicationScoped
public class PhpRouter {

    private static final String ROOT = "/openapi.php";
    private static final String EXTENSIONS = ROOT + "/extensions";
    private static final Set<String> DOCUMENTS = Set.of(ROOT + "/openapi.json", ROOT + "/swagger.json");
    private static final Set<String> EXTENSION_OBJECTS = Set.of("extension", "extensions");
    private static final String QUERY = PhpQuery.class.getName();
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    /** Response headers that a browser exposes to scripts. */
    private static final CharSequence EXPOSED = HttpHeaders
            .createOptimized("Age, Cache-Status, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, "
                    + "WWW-Authenticate, X-Request-Id, X-Total-Count");

    private final String prefix;
    private final ClientAddress clients;
    private final GracefulShutdown shutdown;
    private final ConnectionListener connections;
    private final RequestMetrics metrics;

    PhpRouter(HttpConfig.Endpoint config, ClientAddress clients, GracefulShutdown shutdown, ConnectionListener connections,
            RequestMetrics metrics) {
        this.prefix = config.prefix();
        this.clients = clients;
        this.shutdown = shutdown;
        this.connections = connections;
        this.metrics = metrics;
    }

    /** The parsed query of a request; null if it has not passed this router. */
    public static PhpQuery query(RoutingContext request) {
        return request.get(QUERY);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, Integer.MAX_VALUE - 1); // only tracing has a higher priority
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT && request.path().startsWith("/q/")) {
            context.next(); // the Dev UI is not part of the endpoint
            return;
        }
        context.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        context.addHeadersEndHandler(ignored -> putHeaders(context));
        if (query(context) != null) {
            context.next(); // rerouted: this method has already run
            return;
        }
        RequestRecord record = metrics.begin(context, clients.of(request));
        connections.track(context);
        shutdown.track(context);
        if (request.method() == HttpMethod.OPTIONS) {
            preflight(request);
        } else if (request.method() == HttpMethod.HEAD) {
            throw new ApiException(METHOD_NOT_ALLOWED); // JAX-RS would handle it as a GET
        } else {
            route(context, request, record);
        }
    }

    /** As in the original, responses are JSON whatever the client accepts, and the media type has no charset. */
    private void putHeaders(RoutingContext context) {
        HttpServerResponse response = context.response();
        DateHeader.put(response);
        int status = response.getStatusCode();
        if (status == 204 || status == 304) {
            response.headers().remove(HttpHeaders.CONTENT_TYPE);
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        }
        RequestRecord record = RequestRecord.of(context);
        String requestId = record.requestId();
        if (record.isIdGiven() && status != 304) { // a browser would store it with the cached response
            response.putHeader(RequestId.HEADER, requestId);
        }
        if (shutdown.isShuttingDown()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    private static void preflight(HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, "GET, OPTIONS")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, OPTIONS")
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "86400")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        String requested = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                requested == null ? "Authorization, X-API-Key" : requested);
        response.end();
    }

    private void route(RoutingContext context, HttpServerRequest request, RequestRecord record) {
        PhpQuery query = new PhpQuery(request.query());
        String normalized;
        try {
            normalized = context.normalizedPath();
        } catch (IllegalArgumentException e) {
            throw new ApiException(BAD_REQUEST);
        }
        context.put(QUERY, query);
        record.query(query.values(), query.bytes("key").length > 0);
        request.headers().remove(HttpHeaders.ACCEPT); // JAX-RS would reject anything but JSON
        request.headers().remove(HttpHeaders.ORIGIN); // in development mode, the Dev UI's filter would reject other origins
        String path = resourcePath(normalized, query);
        if (path.equals(request.path())) {
            context.next();
        } else {
            context.reroute(path);
        }
    }

    private String resourcePath(String normalized, PhpQuery query) {
        if (!normalized.startsWith(prefix + "/") || normalized.contains(";")) { // JAX-RS would ignore matrix parameters
            throw new NotFoundException();
        }
        String path = normalized.substring(prefix.length());
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (DOCUMENTS.contains(path)) {
            return ROOT;
        }
        if (!path.equals(ROOT) || query.isTrue("spec") || !(query.has("object") || query.has("action"))) {
            return path;
        }
        if (query.text("object").filter(EXTENSION_OBJECTS::contains).isPresent() && query.is("action", "list")) {
            return EXTENSIONS;
        }
        throw new NotFoundException();
    }
}
