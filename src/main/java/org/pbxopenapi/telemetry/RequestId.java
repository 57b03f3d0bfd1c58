package org.pbxopenapi.telemetry;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

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
    static String given(HttpServerRequest request, List<String> queryValues, boolean hasKeyInQuery) {
        String id = request.getHeader(HEADER);
        if (id == null || !SANE.matcher(id).matches() || id.contains("pbxkey_")) {
            return null;
        }
        List<String> headers = Stream.of("X-API-Key", "Authorization").map(request.headers()::getAll).flatMap(List::stream)
                .toList();
        boolean hasKey = !headers.isEmpty() || hasKeyInQuery;
        Stream<String> mayBeKeys = Stream.concat(headers.stream(), queryValues.stream());
        boolean sane = hasKey || UUID.matcher(id).matches();
        return sane && mayBeKeys.noneMatch(key -> !key.isEmpty() && (key.contains(id) || id.contains(key))) ? id : null;
    }

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
