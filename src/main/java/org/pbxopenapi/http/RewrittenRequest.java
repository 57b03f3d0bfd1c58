package org.pbxopenapi.http;

import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;

/** A request with its URI as the client should have sent it; {@code PhpQuery} reads any query. */
final class RewrittenRequest extends HttpServerRequestWrapper {

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
