package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Requests on the same and on different connections, and the separation of the management port. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class ConnectionsTest {

    private static final String ACME = "/openapi.php/extensions?tenant=ACME&key=acme-full-valid";

    @Test
    void simultaneousRequestsSeeTheirOwnTenantsRowsOnly() {
        String globex = "/openapi.php/extensions?tenant=GLOBEX&key=globex-full-valid";
        List<String> expected = List.of(RawHttp.get(ACME).body(), RawHttp.get(globex).body());
        IntStream.range(0, 400).parallel()
                .forEach(i -> assertEquals(expected.get(i % 2), RawHttp.get(i % 2 == 0 ? ACME : globex).body()));
    }

    /** All of them wait for the first one, which queries the database. */
    @Test
    void pipelinedRequestsGetTheirResponsesInOrder() throws Exception {
        TestTicker.pass(Duration.ofMillis(1100));
        String request = "GET " + ACME + "&x=%d HTTP/1.1\r\nHost: pbx\r\n%s\r\n";
        String requests = IntStream.range(0, 2000).mapToObj(i -> request.formatted(i, "")).collect(Collectors.joining())
                + request.formatted(2000, "Connection: close\r\n");
        String responses = RawHttp.send(requests.getBytes(UTF_8)).body();
        assertEquals(2000, responses.split("HTTP/1.1 200 OK", -1).length - 1);
    }

    @Test
    void connectionsThatTheDatabaseClosedAreReplaced() throws Exception {
        assertEquals(200, RawHttp.get(ACME).status());
        String url = EmbeddedMariaDb.start().url("pbx");
        try (Connection connection = DriverManager.getConnection(url, EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN);
                ResultSet others = connection.createStatement().executeQuery(
                        "SELECT id FROM information_schema.processlist WHERE db = 'pbx' AND id <> connection_id()")) {
            int killed = 0;
            for (; others.next(); killed++) {
                connection.createStatement().execute("KILL " + others.getLong(1));
            }
            assertTrue(killed > 0);
        }
        Thread.sleep(1100); // the pool does not validate a connection that was used within the last second
        assertEquals(200, RawHttp.get(ACME).status());
    }

    @Test
    void theManagementPortDoesNotServeTheEndpoint() {
        String head = " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n\r\n";
        int port = TestDatabase.managementPort();
        Answer list = RawHttp.send(port, ("GET " + ACME + "&x=|" + head).getBytes(UTF_8));
        assertTrue(list.status() == 400 || list.status() == 404, list.body());
        assertEquals(200, RawHttp.send(port, ("GET /q/health/live" + head).getBytes(UTF_8)).status());
    }
}
