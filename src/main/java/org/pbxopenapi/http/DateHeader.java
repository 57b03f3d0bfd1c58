package org.pbxopenapi.http;

import java.util.Date;

import io.netty.handler.codec.DateFormatter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** {@code Date} header (RFC 9110, 6.6.1), formatted once a second. Vert.x and Quarkus do not send it. */
public final class DateHeader {

    private record Value(long second, CharSequence text) {
    }

    private static volatile Value last = new Value(-1, "");

    private DateHeader() {
    }

    /** Sets the header to the current time. Must be called before the response head is written. */
    public static void put(HttpServerResponse response) {
        response.putHeader(HttpHeaders.DATE, at(System.currentTimeMillis() / 1000));
    }

    private static CharSequence at(long second) {
        Value value = last;
        if (value.second != second) {
            value = new Value(second, HttpHeaders.createOptimized(DateFormatter.format(new Date(second * 1000))));
            last = value;
        }
        return value.text;
    }
}
