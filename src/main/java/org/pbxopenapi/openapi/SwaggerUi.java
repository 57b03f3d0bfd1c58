package org.pbxopenapi.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.pbxopenapi.http.HttpConfig;

import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Serves Swagger UI on the management port. The Quarkus extension is not used, because it makes Vert.x unpack the files, which
 * fails on a read-only file system, and adds their source maps to the binary.
 */
@ApplicationScoped
public class SwaggerUi {

    private static final String PATH = "/q/swagger-ui";
    private static final Map<String, String> FILES = Map.of(
            "/", "text/html; charset=utf-8",
            "/start.js", "text/javascript; charset=utf-8",
            "/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "/swagger-ui.css", "text/css; charset=utf-8");
    /** The page loads nothing from other origins, but may send requests to any address that the user enters. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    private final OpenApiDocument document;
    private final HttpConfig.Endpoint config;
    private final HttpServer server;
    private final boolean isHttpEnabled;

    SwaggerUi(OpenApiDocument document, HttpConfig.Endpoint config, HttpServer server,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecureRequests) {
        this.isHttpEnabled = insecureRequests.equalsIgnoreCase("enabled");
        this.document = document;
        this.config = config;
        this.server = server;
    }

    /** With an order before the route of Quarkus, which also exists in development and tests. */
    void register(@Observes ManagementInterface management) {
        management.router().get(PATH + "*").order(-1).blockingHandler(this::handle);
    }

    private void handle(RoutingContext context) {
        String path = context.normalizedPath().substring(PATH.length());
        switch (path) {
            // Relative, like all links of the page, so that a proxy may add a prefix.
            case "" -> context.response().setStatusCode(302).putHeader(HttpHeaders.LOCATION, "swagger-ui/").end();
            case "/openapi.json" -> document(context);
            default -> file(path, context);
        }
    }

    private static void file(String path, RoutingContext context) {
        String type = FILES.get(path);
        if (type == null) {
            context.fail(404);
            return;
        }
        try {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader("Content-Security-Policy", POLICY)
                    .end(Buffer.buffer(read("swagger-ui" + (path.equals("/") ? "/index.html" : path))));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    /** The build compresses the large files. */
    private static byte[] read(String resource) throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        InputStream compressed = loader.getResourceAsStream(resource + ".gz");
        try (InputStream file = compressed == null ? loader.getResourceAsStream(resource) : new GZIPInputStream(compressed)) {
            return file.readAllBytes();
        }
    }

    /**
     * Serves the endpoint's document with two changes. The server is absolute, because the page comes from another port.
     * Parameters have no examples, because Swagger UI would fill them in and send them.
     */
    private void document(RoutingContext context) {
        JsonObject shown = new JsonObject(Buffer.buffer(document.json()));
        shown.put("servers", new JsonArray().add(server(context.request())));
        for (Object parameter : shown.getJsonObject("components").getJsonObject("parameters").getMap().values()) {
            ((Map<?, ?>) parameter).remove("example");
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(shown.toBuffer());
    }

    /** The address is a variable, so that the page has a field for it: a proxy or a forwarded port changes it. */
    private JsonObject server(HttpServerRequest request) {
        boolean secure = server.getSecurePort() > 0 && (isSecurePage(request) || !isHttpEnabled);
        JsonObject address = new JsonObject()
                .put("default", (secure ? "https://" : "http://") + host(request) + ":"
                        + (secure ? server.getSecurePort() : server.getPort()) + config.prefix())
                .put("description", "The address of the endpoint for your browser, without /openapi.php");
        return new JsonObject().put("url", "{address}").put("variables", new JsonObject().put("address", address));
    }

    /** Behind a proxy with TLS, only the page's script knows its scheme. Browsers block plain requests from a secure page. */
    private static boolean isSecurePage(HttpServerRequest request) {
        return request.isSSL() || "secure".equals(request.query());
    }

    /** The host of the page's URL, if it is a valid host name. */
    private static String host(HttpServerRequest request) {
        String host = request.authority().host(); // Vert.x rejects requests without one
        return HOST.matcher(host).matches() ? host : "localhost";
    }
}
