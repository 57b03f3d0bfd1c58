package org.pbxopenapi.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;

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
}
