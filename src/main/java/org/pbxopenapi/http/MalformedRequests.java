package org.pbxopenapi.http;

import static org.pbxopenapi.error.ApiError.BAD_REQUEST;
import static org.pbxopenapi.error.ApiError.HEADERS_TOO_LARGE;
import static org.pbxopenapi.error.ApiError.HTTP_VERSION_NOT_SUPPORTED;
import static org.pbxopenapi.error.ApiError.URI_TOO_LONG;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.telemetry.RequestMetrics;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Context;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Handler of malformed requests, which Vert.x and Quarkus would reject without a body and before any route.
 * <ul>
 * <li>Requests that are not HTTP, or exceed a limit such as the length of a URI, are rejected with an error of the API (400,
 * 414, 431 or 505), and the connection is closed.
 * <li>URIs with unescaped bytes, or in the query with a {@code %} that begins no escape, are accepted as PHP accepts them.
 * </ul>
 * It uses internals of Vert.x and Quarkus. Vert.x has {@code HttpServer.invalidRequestHandler} for this
 * (https://github.com/eclipse-vertx/vert.x/issues/3992), but Quarkus neither exposes its {@code HttpServer} nor has a setting
 * for that handler. A Vert.x tracer sees every request before a handler is chosen, and can set the connection's handlers.
 * <ul>
 * <li>{@link HttpServerConnection}: sets the handlers of one connection.
 * <li>{@link VertxHttpRecorder}: Quarkus' root handler, which handles a request with a corrected URI.
 * <li>{@link HttpServerRequestWrapper}: a request with another URI; Vert.x has no public class for it.
 * </ul>
 */
@ApplicationScoped
public class MalformedRequests implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

    /** Set on the servers of the endpoint only, to distinguish them from the management port's. */
    private static final TracingPolicy ENDPOINT = TracingPolicy.PROPAGATE;

    private final ClientAddress clients;
    private final Instance<RequestMetrics> metrics;

    MalformedRequests(ClientAddress clients, Instance<RequestMetrics> metrics) {
        this.clients = clients;
        this.metrics = metrics;
    }

    @Override
    public void accept(VertxOptions options) {
        options.setTracingOptions(new TracingOptions().setFactory(ignored -> new HandlerSelector()));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        customize(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customize(options);
    }

    private static void customize(HttpServerOptions options) {
        options.setTracingPolicy(ENDPOINT);
        options.setPerFrameWebSocketCompressionSupported(false); // saves a WebSocket handler in the path of every request
        options.setPerMessageWebSocketCompressionSupported(false);
    }

    private void handle(HttpServerRequest request) {
        if (request.decoderResult().isFailure()) {
            reject(request, error(request.decoderResult().cause()));
        } else if (request.version() == null) {
            reject(request, HTTP_VERSION_NOT_SUPPORTED);
        } else {
            HttpServerRequest corrected = correct((HttpServerRequestInternal) request);
            if (UriSyntax.isValid(corrected.uri())) {
                VertxHttpRecorder.getRootHandler().handle(corrected);
            } else {
                reject(request, BAD_REQUEST);
            }
        }
    }

    private static HttpServerRequest correct(HttpServerRequestInternal request) {
        if (request.method() == HttpMethod.OPTIONS) {
            return new RewrittenRequest(request, "/", "/"); // a preflight has the same response for every path, and for *
        }
        if (UriSyntax.isValid(request.uri())) {
            return request;
        }
        String uri = UriSyntax.escape(request.uri());
        if (request.method() != HttpMethod.GET && !UriSyntax.isValid(uri)) {
            return new RewrittenRequest(request, "/", "/"); // other methods get 405 for every path
        }
        return new RewrittenRequest(request, uri, UriSyntax.escape(request.path()));
    }

    private static ApiError error(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : BAD_REQUEST;
    }

    private void reject(HttpServerRequest request, ApiError error) {
        ErrorHandler.send(error, request.response());
        metrics.get().rejected(request, clients.of(request), error);
        request.connection().close();
    }

    private static boolean isMalformed(HttpServerRequest request) {
        return request.decoderResult().isFailure() || request.version() == null || !UriSyntax.isValid(request.uri())
                || request.method() == HttpMethod.OPTIONS && !request.uri().startsWith("/");
    }

    private class HandlerSelector implements VertxTracer<Object, Object> {

        @Override
        public <R> Object receiveRequest(Context context, SpanKind kind, TracingPolicy policy, R received, String operation,
                Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tagExtractor) {
            if (received instanceof HttpServerRequest request
                    && request.connection() instanceof HttpServerConnection connection) {
                if (policy != ENDPOINT) {
                    ManagementPort.disableCors(request);
                    connection.invalidRequestHandler(ManagementPort::rejectMalformed);
                } else if (isMalformed(request)) {
                    connection.handler(MalformedRequests.this::handle);
                    connection.invalidRequestHandler(MalformedRequests.this::handle);
                }
            }
            return null;
        }
    }

    /** A request with a corrected URI. {@link PhpQuery} parses any query, so the query needs no accessor here. */
    private static final class RewrittenRequest extends HttpServerRequestWrapper {

        private final String uri;
        private final String path;

        RewrittenRequest(HttpServerRequestInternal request, String uri, String path) {
            super(request);
            this.uri = uri;
            this.path = path;
        }

        @Override
        public String uri() {
            return uri;
        }

        @Override
        public String path() {
            return path;
        }
    }
}
