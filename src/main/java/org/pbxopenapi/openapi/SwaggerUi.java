package org.pbxopenapi.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.pbxopenapi.http.HttpConfig;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.ManagementInterface;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * Swagger UI, on the management port. Quarkus' own extension would have Vert.x unpack the files into a folder, for which
 * there is none on a read-only file system; it would also bring their source maps into the binary.
 */
@ApplicationScoped
public class SwaggerUi {

    private static final String PATH = "/q/swagger-ui";
    private static final Map<String, String> FILES = Map.of(
            "/", "text/html; charset=utf-8",
            "/start.js", "text/javascript; charset=utf-8",
            "/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "/swagger-ui.css", "text/css; charset=utf-8");
    /** Nothing is loaded from elsewhere. Requests go to the endpoint, wherever that is. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    private final OpenApiDocumentService documents;
    private final HttpConfig.Endpoint config;
    private final HttpServer server;
    private final boolean plainIsOpen;

    SwaggerUi(OpenApiDocumentService documents, HttpConfig.Endpoint config, HttpServer server,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecureRequests) {
        this.plainIsOpen = insecureRequests.equalsIgnoreCase("enabled");
        this.documents = documents;
        this.config = config;
        this.server = server;
    }

    /** Before Quarkus' own, which comes along in development and tests unasked. */
    void register(@Observes ManagementInterface management) {
        management.router().get(PATH + "*").order(-1).blockingHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        String path = context.normalizedPath().substring(PATH.length());
        switch (path) {
            // Relative, as are the page's own, so that a proxy may put a prefix before them.
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
        String resource = "swagger-ui" + (path.equals("/") ? "/index.html" : path);
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, type)
                    .putHeader("Content-Security-Policy", POLICY)
                    .end(Buffer.buffer(file.readAllBytes()));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    /**
     * The endpoint's document, with the server that the page, coming from another port, has to ask, and without the examples
     * of parameters: they would stand in the fields, and be sent.
     */
    private void document(RoutingContext context) {
        JsonObject document = new JsonObject(
                Buffer.buffer(documents.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON)));
        document.put("servers", new JsonArray().add(server(context.request())));
        for (Object parameter : document.getJsonObject("components").getJsonObject("parameters").getMap().values()) {
            ((Map<?, ?>) parameter).remove("example");
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(document.toBuffer());
    }

    /** As a variable, for which the page has a field: behind a proxy or a forwarded port, the address is another one. */
    private JsonObject server(HttpServerRequest request) {
        boolean secure = server.getSecurePort() > 0 && (isSecurePage(request) || !plainIsOpen);
        JsonObject address = new JsonObject()
                .put("default", (secure ? "https://" : "http://") + host(request) + ":"
                        + (secure ? server.getSecurePort() : server.getPort()) + config.prefix())
                .put("description", "Where your browser reaches the endpoint, without /openapi.php");
        return new JsonObject().put("url", "{address}").put("variables", new JsonObject().put("address", address));
    }

    /** Only the page's script knows it where a proxy adds TLS. A browser lets a secure page ask no plain address. */
    private static boolean isSecurePage(HttpServerRequest request) {
        return request.isSSL() || "secure".equals(request.query());
    }

    /** What the browser's address bar says, unless it is no host name at all. */
    private static String host(HttpServerRequest request) {
        String host = request.authority().host(); // Vert.x refuses a request without one
        return HOST.matcher(host).matches() ? host : "localhost";
    }
}
