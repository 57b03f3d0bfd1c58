package org.pbxopenapi.http;

import static org.pbxopenapi.error.ApiError.BAD_REQUEST;
import static org.pbxopenapi.error.ApiError.HEADERS_TOO_LARGE;
import static org.pbxopenapi.error.ApiError.HTTP_VERSION_NOT_SUPPORTED;
import static org.pbxopenapi.error.ApiError.URI_TOO_LONG;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

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
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;

/**
 * Sees to requests that Vert.x and Quarkus would refuse without a body and before any route: those that are no HTTP, such as
 * an over-long URI, get our error; those whose URI merely has raw bytes that it should have escaped, or in its query a
 * {@code %} that begins no escape, as clients of PHP get away with, go on.
 * <p>
 * Vert.x has {@code HttpServer.invalidRequestHandler} for it, but Quarkus keeps the server to itself. A tracer, however, is
 * told of every request before its handler is picked, and can set the connection's handlers then.
 */
@ApplicationScoped
public class MalformedRequests implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

    /** Tells the servers of the endpoint from that of the management port. */
    private static final TracingPolicy OURS = TracingPolicy.PROPAGATE;

    private static final String PLAIN = "/?&=-._~";
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?!\\p{XDigit}{2})");

    private final ClientAddress clients;
    private final Instance<RequestMetrics> metrics;

    MalformedRequests(ClientAddress clients, Instance<RequestMetrics> metrics) {
        this.clients = clients;
        this.metrics = metrics;
    }

    @Override
    public void accept(VertxOptions options) {
        options.setTracingOptions(new TracingOptions().setFactory(ignored -> new Watcher()));
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
        options.setTracingPolicy(OURS);
        options.setPerFrameWebSocketCompressionSupported(false); // or every request would pass what looks for WebSockets
        options.setPerMessageWebSocketCompressionSupported(false);
    }

    private void handle(HttpServerRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(request, reason(request.decoderResult().cause()));
        } else if (request.version() == null) {
            refuse(request, HTTP_VERSION_NOT_SUPPORTED);
        } else {
            HttpServerRequest fixed = fix((HttpServerRequestInternal) request);
            if (isUri(fixed.uri())) {
                VertxHttpRecorder.getRootHandler().handle(fixed);
            } else {
                refuse(request, BAD_REQUEST);
            }
        }
    }

    private static HttpServerRequest fix(HttpServerRequestInternal request) {
        if (request.method() == HttpMethod.OPTIONS) {
            return new RewrittenRequest(request, "/", "/"); // preflight is the same for every path, and for * too
        }
        if (isUri(request.uri())) {
            return request;
        }
        String uri = fix(request.uri());
        if (request.method() != HttpMethod.GET && !isUri(uri)) {
            return new RewrittenRequest(request, "/", "/"); // so is the refusal of other verbs
        }
        return new RewrittenRequest(request, uri, escape(request.path()));
    }

    /** Quarkus' own criterion, which is not cheap, unless there is nothing to judge. */
    private static boolean isUri(String uri) {
        if (isPlain(uri)) {
            return true;
        }
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isPlain(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0)) {
                return false;
            }
        }
        return uri.startsWith("/") && !uri.startsWith("//");
    }

    private static String fix(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? escape(uri)
                : escape(uri.substring(0, query)) + NO_ESCAPE.matcher(escape(uri.substring(query))).replaceAll("%25");
    }

    /** Percent-encodes every byte that must not stand in a URI as it is; each is a character here. */
    private static String escape(String uri) {
        StringBuilder escaped = new StringBuilder(uri.startsWith("//") ? "/." : ""); // // would begin an authority
        for (char c : uri.toCharArray()) {
            if (c > '~' || "\"<>\\^`{|}[]#".indexOf(c) >= 0) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static ApiError reason(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? HEADERS_TOO_LARGE : BAD_REQUEST;
    }

    private void refuse(HttpServerRequest request, ApiError error) {
        ErrorHandler.send(error, request.response());
        metrics.get().rejected(request, clients.of(request), error);
        request.connection().close();
    }

    private class Watcher implements VertxTracer<Object, Object> {

        @Override
        public <R> Object receiveRequest(Context context, SpanKind kind, TracingPolicy policy, R request, String operation,
                Iterable<Map.Entry<String, String>> headers, TagExtractor<R> tagExtractor) {
            if (policy != OURS && request instanceof HttpServerRequest management) {
                ManagementPort.begin(management);
            }
            if (policy == OURS && request instanceof HttpServerRequest http
                    && http.connection() instanceof HttpServerConnection connection
                    && (http.decoderResult().isFailure() || http.version() == null || !isUri(http.uri())
                            || http.method() == HttpMethod.OPTIONS && !http.uri().startsWith("/"))) {
                connection.handler(MalformedRequests.this::handle);
                connection.invalidRequestHandler(MalformedRequests.this::handle);
            }
            return null;
        }
    }
}
