package org.pbxopenapi.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.pbxopenapi.openapi.PhpAddresses;
import org.pbxopenapi.openapi.PhpQuery;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** What a request is called in logs, here and elsewhere. */
public final class RequestId {

    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,63}");

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private RequestId() {
    }

    /**
     * The id that the client or a proxy has given, if it is sane; else null. Whatever is, or has, the request's key is not, and
     * where there is no key elsewhere, it may be what this is, unless it is a UUID.
     */
    public static String given(RoutingContext context) {
        HttpServerRequest request = context.request();
        String id = request.getHeader(HEADER);
        if (id == null || !SANE.matcher(id).matches() || id.contains("pbxkey_")) {
            return null;
        }
        PhpQuery query = PhpAddresses.query(context);
        List<String> keys = Stream.of(query == null ? "" : new String(query.bytes("key"), ISO_8859_1),
                request.getHeader("X-API-Key"), request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(key -> key != null && !key.isEmpty()).toList();
        boolean sane = keys.isEmpty() ? UUID.matcher(id).matches()
                : keys.stream().noneMatch(key -> key.contains(id) || id.contains(key));
        return sane ? id : null;
    }

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
