package org.pbxopenapi.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.pbxopenapi.error.ApiError;

import com.github.benmanes.caffeine.cache.Ticker;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * What becomes known of a request while it is answered, for {@link RequestMetrics} to tell. Nothing of it is what the client
 * sent as
 * it is, but for a request id: anything else may be, or hold, a key.
 */
public final class RequestRecord {

    /** Whose key a request has. */
    public enum KeyKind {
        GLOBAL,
        TENANT
    }

    /** For the path of a request that no resource takes: it may be anything. */
    private static final String NO_ROUTE = "none";

    static final String NAME = RequestRecord.class.getName();

    private final Ticker ticker;
    final long start;
    final String method;
    final String client;
    private final HttpServerRequest request;
    private List<String> queryValues = List.of();
    private boolean hasKeyInQuery;
    private String requestId;
    private boolean isIdGiven;
    String route = NO_ROUTE;
    String outcome;
    Long keyId;
    KeyKind keyKind;
    boolean keyIsReadOnly;
    boolean keyIsInQuery;
    Long tenantId;
    /** How many extensions are in the answer, or negative. */
    long rows = -1;
    /** When what is answered was read, if it was; or 0. */
    long taken;
    boolean isStale;

    /** @param client the address that the request comes from */
    RequestRecord(HttpServerRequest request, String client, Ticker ticker) {
        this.request = request;
        this.ticker = ticker;
        this.start = ticker.read();
        this.method = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD
                || request.method() == HttpMethod.OPTIONS || request.method() == HttpMethod.POST ? request.method().name()
                        : "other";
        this.client = client;
    }

    public static RequestRecord of(RoutingContext request) {
        return request.get(NAME);
    }

    /** The address that the request comes from. */
    public String client() {
        return client;
    }

    /** The HTTP verb, or other. */
    public String method() {
        return method;
    }

    /** The path of the resource, as its template. */
    public Optional<String> route() {
        return Optional.of(route).filter(known -> !known.equals(NO_ROUTE));
    }

    public Long keyId() {
        return keyId;
    }

    public Long tenantId() {
        return tenantId;
    }

    /** What the request is called in logs: the id that it has been given, if it is sane, or one of ours. */
    public String requestId() {
        if (requestId == null) {
            String given = RequestId.given(request, queryValues, hasKeyInQuery);
            isIdGiven = given != null;
            requestId = isIdGiven ? given : RequestId.random();
        }
        return requestId;
    }

    /** Whether {@link #requestId} is the one that it has been given, to be sent back. */
    public boolean isIdGiven() {
        return isIdGiven;
    }

    /** @param values those of all parameters, any of which may be a key */
    public void query(List<String> values, boolean hasKey) {
        queryValues = values;
        hasKeyInQuery = hasKey;
    }

    public void route(String template) {
        route = template;
    }

    public void rejected(ApiError error) {
        outcome = error.code();
    }

    public void keyIsInQuery() {
        keyIsInQuery = true;
    }

    /** @param tenantId the tenant that the key is of, or null */
    public void key(Long id, boolean readOnly, Long tenantId) {
        keyId = id;
        keyKind = tenantId == null ? KeyKind.GLOBAL : KeyKind.TENANT;
        keyIsReadOnly = readOnly;
        this.tenantId = tenantId;
    }

    /** @param id the tenant whose rows may be shown */
    public void tenant(Long id) {
        tenantId = id;
    }

    public void rows(long number) {
        rows = number;
    }

    /**
     * Data that the response is made from. If there are several, the oldest counts.
     *
     * @param readAt before it was read, by the {@link Ticker}
     * @param stale whether it is used only because the database does not answer
     */
    public void source(long readAt, boolean stale) {
        taken = taken == 0 ? readAt : Math.min(taken, readAt);
        isStale |= stale;
    }

    public boolean isStale() {
        return isStale;
    }

    /** How old that is. */
    public Duration age() {
        return Duration.ofNanos(ticker.read() - taken);
    }
}
