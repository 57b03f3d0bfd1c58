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

/** A list as finished bytes, or the news that the client has it already. */
final class EncodedListResponse {

    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("private, no-cache");
    private static final CharSequence VARY = HttpHeaders.createOptimized("Accept-Encoding, Authorization, X-API-Key");
    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
    /** RFC 9211: the cached list was stale, and the database, which was asked for a new one, does not answer. */
    private static final CharSequence STALE = HttpHeaders.createOptimized("pbx-openapi; fwd=stale; fwd-status=503");
    private static final CharSequence LINK = HttpHeaders.createOptimized("Link");
    private static final CharSequence TOTAL_COUNT = HttpHeaders.createOptimized("X-Total-Count");

    private static final Pattern NEVER = Pattern.compile("\\s*[qQ]\\s*=\\s*0(\\.0*)?\\s*");

    private final RoutingContext context;
    private final EncodedList.Encoded list;
    private final String total;
    private final String link;
    private final String tag;
    private final boolean known;
    private final List<CachedValue<?>> sources = new ArrayList<>(2);

    /** @param knownTags the value of If-None-Match, or null */
    EncodedListResponse(RoutingContext context, EncodedList.Encoded list, String knownTags) {
        this(context, list, knownTags, null, null);
    }

    /**
     * A page.
     *
     * @param total how many extensions there are in all
     * @param link how the next page is to be asked for; null: there is none
     */
    EncodedListResponse(RoutingContext context, EncodedList.Encoded list, String knownTags, Long total, String link) {
        this.context = context;
        this.list = list;
        this.total = total == null ? null : total.toString();
        this.link = link;
        this.tag = total == null ? list.tag() : list.tag(total);
        this.known = knownTags != null && (knownTags.contains(tag) || knownTags.strip().equals("*"));
    }

    /** Notes what it comes from: if that is stale, it says so, and how old it is. */
    EncodedListResponse from(CachedValue<?> source) {
        sources.add(source);
        return this;
    }

    /** Whether a client that sends this Accept-Encoding, or null, takes gzip. */
    static boolean takesGzip(String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        Boolean any = null;
        for (String coding : acceptEncoding.split(",")) {
            String[] parts = coding.split(";", 2);
            boolean taken = parts.length == 1 || !NEVER.matcher(parts[1]).matches();
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return taken;
            }
            if (parts[0].strip().equals("*")) {
                any = taken;
            }
        }
        return Boolean.TRUE.equals(any);
    }

    /** The headers of all lists. */
    static void putHeaders(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CACHE_CONTROL, CACHE_CONTROL);
        response.putHeader(HttpHeaders.VARY, VARY);
    }

    /** To be called on the request's event loop. */
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
        if (known) {
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
