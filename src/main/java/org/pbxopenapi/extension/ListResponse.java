package org.pbxopenapi.extension;

import java.util.concurrent.CompletionStage;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * The response to a request for a list. It writes itself by Vert.x, which costs less than a JAX-RS response, and lets a
 * stream wait for its client.
 */
interface ListResponse {

    CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("private, no-cache");
    CharSequence VARY = HttpHeaders.createOptimized("Accept-Encoding, Authorization, X-API-Key");

    /**
     * Writes the response. To be called on the request's event loop.
     *
     * @return completes when all is written or the client has gone, and fails before anything is written
     */
    CompletionStage<Void> write(RoutingContext context);

    /** The headers of all lists. */
    static void putHeaders(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.putHeader(HttpHeaders.VARY, VARY);
    }
}
