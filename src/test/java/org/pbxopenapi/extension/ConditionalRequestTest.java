package org.pbxopenapi.extension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** ETag and gzip of lists. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ConditionalRequestTest {

    private static final String ACME = "/openapi.php/extensions?tenant=ACME&key=acme-full-valid";

    private static void assertListHeaders(Answer answer) {
        assertEquals("private, no-cache", answer.header("Cache-Control"));
        assertEquals("Accept-Encoding, Authorization, X-API-Key", answer.header("Vary"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertTrue(answer.header("Access-Control-Expose-Headers").contains("ETag"));
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }

    @Test
    void aClientWithTheCurrentVersionGets304() {
        Answer first = RawHttp.get(ACME);
        assertListHeaders(first);
        String tag = first.header("ETag");
        assertTrue(tag.matches("\"[A-Za-z0-9_-]{16,}\""), tag);
        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "\"x\",W/" + tag + ",\"y\"", "*")) {
            Answer answer = RawHttp.get(ACME, "If-None-Match: " + known);
            assertEquals("304 ", answer.status() + " " + answer.body());
            assertEquals(tag, answer.header("ETag"));
            assertEquals(List.of(), answer.headers("Content-Type"));
            assertListHeaders(answer);
        }
        assertEquals(304, RawHttp.get(ACME, "If-None-Match: \"x\"", "If-None-Match: " + tag).status());
    }

    /** A browser would store it with the cached response, and show it for later requests. */
    @Test
    void a304HasNoRequestId() {
        String[] id = { "X-Request-Id: crm-4711", "If-None-Match: *" };
        assertEquals("crm-4711", RawHttp.get(ACME, id[0]).header("X-Request-Id"));
        Answer known = RawHttp.get(ACME, id);
        assertEquals(304, known.status());
        assertEquals(List.of(), known.headers("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"x\"", "", "x", "\"\"", ",,\"", "W/" })
    void aClientWithAnotherVersionGetsTheList(String known) {
        Answer answer = RawHttp.get(ACME, "If-None-Match: " + known);
        assertEquals(200, answer.status());
        assertArrayEquals(RawHttp.get(ACME).bytes(), answer.bytes());
    }

    @Test
    void theETagDependsOnTheListOnly() {
        String tag = RawHttp.get(ACME).header("ETag");
        assertEquals(tag, RawHttp.get("/openapi.php?object=extension&action=list&tenant=acme+inc.",
                "X-API-Key: global-read-only-valid").header("ETag"));
        assertNotEquals(tag, RawHttp.get("/openapi.php/extensions?key=global-full-valid").header("ETag"));
    }

    @Test
    void errorsTakePrecedence() {
        assertEquals(401, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=wrong", "If-None-Match: *").status());
        assertEquals(400, RawHttp.get(ACME + "&limit=x", "If-None-Match: *").status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "gzip", "GZIP", "deflate, gzip;q=0.5", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*", "gzip ; q=0.001",
            "identity;q=0.5, *;q=0.1", "*;q=0, gzip" })
    void responsesAreGzippedIfTheClientAcceptsGzip(String acceptEncoding) throws IOException {
        Answer answer = RawHttp.get(ACME, "Accept-Encoding: " + acceptEncoding);
        assertEquals("gzip", answer.header("Content-Encoding"));
        assertEquals(String.valueOf(answer.bytes().length), answer.header("Content-Length"));
        Answer plain = RawHttp.get(ACME);
        assertArrayEquals(plain.bytes(), gunzip(answer.bytes()));
        assertNotEquals(plain.header("ETag"), answer.header("ETag"));
        assertListHeaders(answer);
        assertEquals(304, RawHttp.get(ACME, "Accept-Encoding: " + acceptEncoding, "If-None-Match: " + answer.header("ETag"))
                .status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped", "x;gzip" })
    void responsesAreNotGzippedIfTheClientDoesNotAcceptGzip(String acceptEncoding) {
        Answer answer = RawHttp.get(ACME, "Accept-Encoding: " + acceptEncoding);
        assertEquals(List.of(), answer.headers("Content-Encoding"));
        assertArrayEquals(RawHttp.get(ACME).bytes(), answer.bytes());
        assertEquals(RawHttp.get(ACME).header("ETag"), answer.header("ETag"));
    }

    @Test
    void aListThatGzipWouldEnlargeIsNotGzipped() {
        Answer answer = RawHttp.get("/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid", "Accept-Encoding: gzip");
        assertEquals("[]", answer.body());
        assertEquals(List.of(), answer.headers("Content-Encoding"));
    }

    @Test
    void anHttp10ClientThatKeepsItsConnectionGetsTheLength() {
        Answer answer = RawHttp.send(("GET " + ACME + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                + "GET " + ACME + " HTTP/1.0\r\n\r\n").getBytes(UTF_8));
        assertEquals(String.valueOf(RawHttp.get(ACME).bytes().length), answer.header("Content-Length"));
    }
}
