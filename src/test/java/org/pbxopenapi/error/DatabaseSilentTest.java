package org.pbxopenapi.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A database that takes connections and says nothing. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(DatabaseSilentTest.SilentDatabase.class)
public class DatabaseSilentTest {

    @Test
    void requestsThatThePoolHasNoConnectionForAreUnavailableToo() {
        List<Integer> statuses = IntStream.range(0, 4).parallel()
                .mapToObj(i -> RawHttp.get("/openapi.php/extensions?key=key-" + i).status()).toList();
        assertEquals(List.of(503, 503, 503, 503), statuses);
    }

    @Test
    void aListIsUnavailable() {
        Answer answer = RawHttp.get("/openapi.php/extensions?key=global-full-valid");
        assertEquals(
                "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}",
                answer.status() + " " + answer.body());
        assertEquals("5", answer.header("Retry-After"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void whatNeedsNoDatabaseIsAnsweredAsEver() {
        assertEquals(200, RawHttp.get("/openapi.php").status());
        assertEquals(401, RawHttp.get("/openapi.php/extensions").status());
        assertEquals(404, RawHttp.get("/nowhere").status());
        assertEquals(204, RawHttp.request("OPTIONS", "/openapi.php/extensions").status());
    }

    public static class SilentDatabase implements QuarkusTestProfile {

        /** The operating system takes connections for it; nobody ever reads from them. */
        private static final ServerSocket SILENT = listen();

        private static ServerSocket listen() {
            try {
                return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.url", "jdbc:mariadb://127.0.0.1:" + SILENT.getLocalPort() + "/pbx",
                    "quarkus.datasource.username", "pbx",
                    "quarkus.datasource.jdbc.max-size", "1");
        }
    }
}
