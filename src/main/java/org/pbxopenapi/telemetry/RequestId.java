package org.pbxopenapi.telemetry;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** The id of a request in logs: from the header {@code X-Request-Id} if it is valid, else random. */
public final class RequestId {

    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+/=-]{0,63}");

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private RequestId() {
    }

    /**
     * The id that the client or a proxy has sent, or null if it is invalid. An id that contains the API key is invalid, because
     * ids are logged. Without a key elsewhere in the request, only a UUID is valid: anything else may be a misplaced key.
     */
    static String given(HttpServerRequest request, List<String> queryValues, boolean hasKeyInQuery) {
        String id = request.getHeader(HEADER);
        if (id == null || !VALID.matcher(id).matches() || id.contains("pbxkey_")) {
            return null;
        }
        List<String> headers = Stream.of("X-API-Key", "Authorization").map(request.headers()::getAll).flatMap(List::stream)
                .toList();
        boolean hasKey = !headers.isEmpty() || hasKeyInQuery;
        Stream<String> possibleKeys = Stream.concat(headers.stream(), queryValues.stream());
        boolean valid = hasKey || UUID.matcher(id).matches();
        return valid && possibleKeys.noneMatch(key -> !key.isEmpty() && (key.contains(id) || id.contains(key))) ? id : null;
    }

    static String random() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
