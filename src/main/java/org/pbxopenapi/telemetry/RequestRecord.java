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
 * Request record: what {@link RequestMetrics} logs and counts about a request. Its only text from the client is the request id,
 * because any other text may contain a key.
 */
public final class RequestRecord {

    /** The kind of a key. */
    public enum KeyKind {
        GLOBAL,
        TENANT
    }

    /** The route of requests that match no resource, so that their paths are not logged. */
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
    /** The number of extensions in the response; -1: it is no list. */
    long rows = -1;
    /** When the data in the response was read, by the ticker; 0: it has none. */
    long readAt;
    boolean isStale;

    /** @param client the client's address */
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

    /** The client's address. */
    public String client() {
        return client;
    }

    /** GET, HEAD, OPTIONS, POST or other. */
    public String method() {
        return method;
    }

    /** The path template of the resource; empty: no resource matches. */
    public Optional<String> route() {
        return Optional.of(route).filter(known -> !known.equals(NO_ROUTE));
    }

    public Long keyId() {
        return keyId;
    }

    public Long tenantId() {
        return tenantId;
    }

    /** The request's id in logs: the client's if it is valid, else a random one. */
    public String requestId() {
        if (requestId == null) {
            String given = RequestId.given(request, queryValues, hasKeyInQuery);
            isIdGiven = given != null;
            requestId = isIdGiven ? given : RequestId.random();
        }
        return requestId;
    }

    /** Whether {@link #requestId} came with the request, so that the response must return it. */
    public boolean isIdGiven() {
        return isIdGiven;
    }

    /** @param values the values of all parameters: any of them may be a key */
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

    /** @param tenantId the key's tenant; null: the key is global */
    public void key(Long id, boolean readOnly, Long tenantId) {
        keyId = id;
        keyKind = tenantId == null ? KeyKind.GLOBAL : KeyKind.TENANT;
        keyIsReadOnly = readOnly;
        this.tenantId = tenantId;
    }

    /** @param id the tenant whose data the request may see */
    public void tenant(Long id) {
        tenantId = id;
    }

    public void rows(long number) {
        rows = number;
    }

    /**
     * Adds data that the response is made from. The oldest determines {@link #age}.
     *
     * @param readAt when its query began, by the {@link Ticker}
     * @param stale whether it is used only because the database does not respond
     */
    public void source(long readAt, boolean stale) {
        this.readAt = this.readAt == 0 ? readAt : Math.min(this.readAt, readAt);
        isStale |= stale;
    }

    public boolean isStale() {
        return isStale;
    }

    /** The age of the oldest data in the response. */
    public Duration age() {
        return Duration.ofNanos(ticker.read() - readAt);
    }
}
