package org.pbxopenapi.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import org.pbxopenapi.openapi.PhpAddresses;
import org.pbxopenapi.openapi.PhpQuery;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What a request is called in logs, here and elsewhere. */
public final class RequestId {

    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,63}");

    private RequestId() {
    }

    /** The id that the client or a proxy has given, if it is sane; else null. Whatever is, or has, a key is not. */
    public static String given(RoutingContext context) {
        HttpServerRequest request = context.request();
        String id = request.getHeader(HEADER);
        if (id == null || !SANE.matcher(id).matches() || id.contains("pbxkey_")) {
            return null;
        }
        PhpQuery query = PhpAddresses.query(context);
        return query == null || isIn(id, new String(query.bytes("key"), ISO_8859_1)) || isIn(id, request.getHeader("X-API-Key"))
                || isIn(id, request.getHeader(HttpHeaders.AUTHORIZATION)) ? null : id;
    }

    /** Whether one of them contains the other. */
    private static boolean isIn(String id, String key) {
        return key != null && !key.isEmpty() && (key.contains(id) || id.contains(key));
    }

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
