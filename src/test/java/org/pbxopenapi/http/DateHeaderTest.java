package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** RFC 9110, 6.6.1: a server with a clock sends {@code Date}. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class DateHeaderTest {

    private static final String LIST = "/openapi.php/extensions?tenant=ACME&key=acme-full-valid";

    private static void assertNow(Answer answer) {
        Duration age = Duration.between(answer.date(), Instant.now());
        assertTrue(age.toSeconds() >= 0 && age.toSeconds() <= 2, age.toString());
    }

    @ParameterizedTest
    @CsvSource({ "200, " + LIST, "200, /openapi.php", "401, /openapi.php/extensions", "400, " + LIST + "&limit=x",
            "404, /nowhere", "400, /%zz", "404, //a|b" })
    void everyResponseHasIt(int status, String target) {
        Answer answer = RawHttp.get(target);
        assertEquals(status, answer.status());
        assertNow(answer);
    }

    @Test
    void responsesWithoutABodyHaveIt() {
        Answer known = RawHttp.get(LIST, "If-None-Match: *");
        assertEquals(304, known.status());
        assertNow(known);
        assertNow(RawHttp.request("OPTIONS", LIST));
        assertNow(RawHttp.request("HEAD", LIST));
        assertNow(RawHttp.request("POST", LIST));
    }

    @ParameterizedTest
    @ValueSource(strings = { "NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: pbx\r\nContent-Length: x\r\n\r\n" })
    void responsesToMalformedRequestsHaveIt(String request) {
        assertNow(RawHttp.send(request.getBytes(UTF_8)));
    }

    @Test
    void responsesToOverLongRequestsHaveIt() {
        assertNow(RawHttp.get("/" + "a".repeat(5000)));
        assertNow(RawHttp.get(LIST, "X-Long: " + "a".repeat(70_000)));
    }

    @Test
    void itIsTheCurrentTime() throws InterruptedException {
        Instant first = RawHttp.get(LIST).date();
        Thread.sleep(1001);
        Answer second = RawHttp.get(LIST);
        assertTrue(second.date().isAfter(first));
        assertNow(second);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/health/live", "/q/metrics", "/q/swagger-ui/", "/nowhere" })
    void responsesOfTheManagementPortHaveIt(String path) {
        assertNow(RawHttp.get(TestDatabase.managementPort(), path));
    }

    @ParameterizedTest
    @ValueSource(strings = { "NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nHost: pbx\r\nContent-Length: x\r\n\r\n" })
    void itsResponsesToMalformedRequestsHaveIt(String request) {
        assertNow(RawHttp.send(TestDatabase.managementPort(), request.getBytes(UTF_8)));
    }
}
