package org.pbxopenapi.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.EverythingOn;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.telemetry.OtlpCollector.Span;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(EverythingOn.class)
public class TracingTest {

    private static final String ROUTE = "/openapi.php/extensions";
    private static final String LIST = EverythingOn.PREFIX + ROUTE;
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final AtomicLong TRACES = new AtomicLong(System.nanoTime());

    private final String traceId = "4bf92f3577b34da6%016x".formatted(TRACES.incrementAndGet());
    private OtlpCollector collector;

    @BeforeEach
    void start() throws Exception {
        collector = new OtlpCollector(EverythingOn.collectorPort());
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    private String traceparent() {
        return "traceparent: 00-" + traceId + "-" + SPAN_ID + "-01";
    }

    private Span await() throws InterruptedException {
        return collector.await(span -> span.traceId().equals(traceId) && span.parentId().equals(SPAN_ID));
    }

    @Test
    void aRequestIsASpanInTheClientsTrace() throws Exception {
        assertEquals(200, RawHttp.get(LIST + "?tenant=EMPTY", "X-API-Key: empty-full-valid", traceparent()).status());
        Span span = await();
        assertEquals(SPAN_ID, span.parentId());
        assertEquals("GET " + ROUTE, span.name());
        Map<String, Object> attributes = new HashMap<>(span.attributes());
        assertEquals(TestDatabase.sql("pbx", "SELECT id FROM tenant WHERE code = 'EMPTY'"),
                String.valueOf(attributes.remove("pbx.tenant.id")));
        assertEquals(
                TestDatabase.sql("pbx", "SELECT id FROM api_key WHERE key_hash = UNHEX(SHA2('empty-full-valid', 256))"),
                String.valueOf(attributes.remove("pbx.key.id")));
        assertEquals(Map.of("http.request.method", "GET", "http.route", ROUTE, "http.response.status_code", 200L,
                "url.scheme", "http"), attributes);
        assertFalse(span.failed());
        assertTrue(collector.bytes().contains("pbx-openapi"));
        assertTrue(collector.bytes().contains("a test"));
        assertEquals("a token", collector.tokens().get(0));
    }

    @Test
    void aDatabaseQueryIsAChildSpan() throws Exception {
        RawHttp.get(LIST + "?tenant=EMPTY&search=" + traceId, "X-API-Key: empty-full-valid", traceparent());
        Span request = await();
        Span part = collector.await(span -> span.parentId().equals(request.id()));
        assertEquals(traceId, part.traceId());
        assertEquals("worker", part.name());
        assertEquals(Map.of(), part.attributes());
    }

    @Test
    void aRequestWithoutATraceStartsOne() throws Exception {
        RawHttp.request("OPTIONS", LIST);
        assertEquals("", collector.await(span -> span.name().equals("OPTIONS")).parentId());
    }

    @Test
    void otherAddressesOfAResourceHaveTheSameRoute() throws Exception {
        RawHttp.get(EverythingOn.PREFIX + "/openapi.php?object=extension&action=list", traceparent());
        Span span = await();
        assertEquals("GET " + ROUTE, span.name());
        assertEquals(401L, span.attributes().get("http.response.status_code"));
        assertEquals(1, collector.spans().stream().filter(other -> other.traceId().equals(traceId))
                .filter(other -> other.parentId().equals(SPAN_ID)).count());
    }

    @Test
    void anUnknownPathHasNoRoute() throws Exception {
        RawHttp.get("/nothing", traceparent());
        Span span = await();
        assertEquals("GET", span.name());
        assertEquals(Map.of("http.request.method", "GET", "http.response.status_code", 404L, "url.scheme", "http"),
                span.attributes());
    }

    @Test
    void noKeyIsInATraceWhereverItWasSent() throws Exception {
        List<String> keys = List.of("empty-full-valid", "empty%2Dfull%2Dvalid", "nobodys-key", "pbxkey_0123");
        for (String key : keys) {
            RawHttp.get(LIST + "?tenant=EMPTY&key=" + key);
            RawHttp.get(LIST + "?tenant=EMPTY&x=東京&key=" + key);
            RawHttp.get(LIST + "?tenant=EMPTY", "X-API-Key: " + key);
            RawHttp.get(LIST + "?tenant=EMPTY", "Authorization: Bearer " + key);
            RawHttp.get(LIST + "?tenant=" + key);
            RawHttp.get(LIST + "/" + key);
            RawHttp.get("/" + key);
            RawHttp.get(LIST + "&key=" + key, "User-Agent: " + key, "Referer: /?key=" + key);
            RawHttp.request(key.replaceAll("\\W", ""), LIST + "?key=" + key);
            RawHttp.get(LIST + "?key=" + key, "X-Long: " + "a".repeat(70_000));
            RawHttp.get(LIST + "?key=" + key + "&x=" + "a".repeat(5_000));
        }
        RawHttp.get(LIST, traceparent());
        await();
        assertTrue(collector.spans().size() > 30);
        for (String key : keys) {
            assertFalse(collector.bytes().contains(key), key);
        }
        assertFalse(collector.bytes().matches("(?s).*(?:empty|nobodys|pbxkey|full).*"));
    }
}
