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

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A database that takes connections and says nothing. */
@QuarkusTest
@TestProfile(DatabaseSilentTest.SilentDatabase.class)
class DatabaseSilentTest extends DatabaseUnreachableTest {

    @Test
    void requestsThatThePoolHasNoConnectionForAreUnavailableToo() {
        List<Integer> statuses = IntStream.range(0, 4).parallel()
                .mapToObj(i -> RawHttp.get("/openapi.php/extensions?key=key-" + i).status()).toList();
        assertEquals(List.of(503, 503, 503, 503), statuses);
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
