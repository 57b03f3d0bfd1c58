package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class ManagementPortTest {

    private static Answer request(String method, String path, String... headers) {
        return RawHttp.send(TestDatabase.managementPort(), (method + " " + path + " HTTP/1.1\r\nHost: pbx\r\n"
                + "Connection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(UTF_8));
    }

    private static void assertMetrics(String type, Answer answer) {
        assertEquals(200, answer.status());
        assertEquals(type, answer.header("Content-Type"));
        assertTrue(answer.body().contains("\npbx_connections "), answer.body());
        assertEquals(type.startsWith("application/openmetrics-text"), answer.body().endsWith("# EOF\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/metrics", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started",
            "/q/swagger-ui/", "/q/swagger-ui/openapi.json", "/nowhere" })
    void noPageOfAnotherOriginMayReadIt(String path) {
        for (String origin : List.of("https://crm.example", "null", "no origin")) {
            for (String method : List.of("GET", "POST", "OPTIONS")) {
                Answer answer = request(method, path, "Origin: " + origin, "Access-Control-Request-Method: GET");
                assertEquals(List.of(), answer.head().stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("access-control")).toList());
                assertEquals(request(method, path).status(), answer.status());
            }
        }
    }

    @Test
    void metricsArePlainTextByDefault() {
        assertMetrics("text/plain; version=0.0.4; charset=utf-8", request("GET", "/q/metrics"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "*/*", "text/*", "text/plain", "text/html,application/xhtml+xml,*/*;q=0.8",
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2" })
    void plainTextIsPreferred(String accept) {
        assertMetrics("text/plain; version=0.0.4; charset=utf-8", request("GET", "/q/metrics", "Accept: " + accept));
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/openmetrics-text; version=1.0.0", "application/openmetrics-text",
            "application/openmetrics-text;version=1.0.0;charset=utf-8",
            "application/openmetrics-text;version=1.0.0,*/*;q=0.1" })
    void openMetricsAreSentOnRequest(String accept) {
        assertMetrics("application/openmetrics-text; version=1.0.0; charset=utf-8",
                request("GET", "/q/metrics", "Accept: " + accept));
    }

    @Test
    void otherFormatsAreRejected() {
        assertEquals(406, request("GET", "/q/metrics", "Accept: application/json").status());
    }
}
