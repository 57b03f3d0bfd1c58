package org.pbxopenapi.extension;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What a request for a list is answered with; {@link ListWriter} has it write itself. */
abstract class ListAnswer {

    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("private, no-cache");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Accept-Encoding, Authorization, X-API-Key");

    /** Writes everything but the headers that all lists have, now or later. It is called on the event loop. */
    abstract void write(ResteasyReactiveRequestContext context, HttpServerResponse response);

    final void write(ResteasyReactiveRequestContext context) {
        HttpServerResponse response = context.unwrap(HttpServerResponse.class);
        response.putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.putHeader(HttpHeaders.VARY, VARY);
        write(context, response);
    }
}
