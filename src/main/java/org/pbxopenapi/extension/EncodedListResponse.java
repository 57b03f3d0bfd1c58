package org.pbxopenapi.extension;

import static io.vertx.core.http.HttpHeaders.CONTENT_ENCODING;
import static io.vertx.core.http.HttpHeaders.ETAG;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.pbxopenapi.cache.CachedValue;
import org.pbxopenapi.telemetry.RequestRecord;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Response with an encoded list: 200, or 304 if the client already has this version. */
final class EncodedListResponse {

    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("private, no-cache");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Accept-Encoding, Authorization, X-API-Key");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
    /** RFC 9211: the cached list is stale, and the database, from which it should be refreshed, is unavailable. */
    private static final CharSequence STALE = HttpHeaders.createOptimized("pbx-openapi; fwd=stale; fwd-status=503");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");
    private static final CharSequence TOTAL_COUNT = HttpHeaders.createOptimized("X-Total-Count");

    /** A weight of zero, which means that the client does not accept a coding. */
    private static final Pattern ZERO_WEIGHT = Pattern.compile("\\s*[qQ]\\s*=\\s*0(\\.0*)?\\s*");

    private final RoutingContext context;
    private final EncodedList.Encoded list;
    private final String total;
    private final String link;
    private final String tag;
    private final boolean notModified;
    private final List<CachedValue<?>> sources = new ArrayList<>(2);

    /** @param ifNoneMatch the header, or null */
    EncodedListResponse(RoutingContext context, EncodedList.Encoded list, String ifNoneMatch) {
        this(context, list, ifNoneMatch, null, null);
    }

    /**
     * A page of a list.
     *
     * @param total how many extensions all pages have
     * @param link the Link header for the next page; null if there is none
     */
    EncodedListResponse(RoutingContext context, EncodedList.Encoded list, String ifNoneMatch, Long total, String link) {
        this.context = context;
        this.list = list;
        this.total = total == null ? null : total.toString();
        this.link = link;
        this.tag = total == null ? list.tag() : list.tag(total);
        this.notModified = ifNoneMatch != null && (ifNoneMatch.contains(tag) || ifNoneMatch.strip().equals("*"));
    }

    /** Adds a cached value that the response is made of. If one is stale, the response has Age and Cache-Status. */
    EncodedListResponse from(CachedValue<?> source) {
        sources.add(source);
        return this;
    }

    /** @param acceptEncoding the header, or null */
    static boolean acceptsGzip(String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        Boolean acceptsAny = null;
        for (String coding : acceptEncoding.split(",")) {
            String[] parts = coding.split(";", 2);
            boolean accepted = parts.length == 1 || !ZERO_WEIGHT.matcher(parts[1]).matches();
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return accepted;
            }
            if (parts[0].strip().equals("*")) {
                acceptsAny = accepted;
            }
        }
        return Boolean.TRUE.equals(acceptsAny);
    }

    /** Puts the headers of all lists, streamed ones included. */
    static void putHeaders(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.putHeader(HttpHeaders.VARY, VARY);
    }

    /** Must be called on the request's event loop. */
    void write() {
        HttpServerResponse response = context.response();
        putHeaders(response);
        response.putHeader(ETAG, tag);
        if (total != null) {
            response.putHeader(TOTAL_COUNT, total);
        }
        if (link != null) {
            response.putHeader(LINK, link);
        }
        RequestRecord record = RequestRecord.of(context);
        sources.forEach(source -> record.source(source.readAt(), source.isStale()));
        if (record.isStale()) {
            response.putHeader(HttpHeaders.AGE, String.valueOf(record.age().toSeconds()));
            response.putHeader(CACHE_STATUS, STALE);
        }
        if (notModified) {
            response.setStatusCode(304).end();
            return;
        }
        record.rows(list.rows());
        if (list.gzip()) {
            response.putHeader(CONTENT_ENCODING, GZIP);
        }
        response.end(Buffer.buffer(Unpooled.wrappedBuffer(list.bytes())));
    }
}
