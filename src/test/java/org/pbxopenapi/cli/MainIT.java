package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.restassured.RestAssured;

/** The packaged service as an operator starts it: on an empty database, and where it can't run. */
class MainIT {

    private record Run(int exitCode, String output) {
    }

    private interface Use {
        void of(Process service) throws Exception;
    }

    /** Starts the packaged service, uses it, and waits for its end. */
    private static Run run(Map<String, String> environment, Use use) throws Exception {
        Properties artifact = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("target", "quarkus-artifact.properties"))) {
            artifact.load(in);
        }
        String path = Path.of("target", artifact.getProperty("path")).toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = artifact.getProperty("type").startsWith("native") ? List.of(path) : List.of(java, "-jar", path);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_"));
        builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", "0", "QUARKUS_MANAGEMENT_PORT", "0"));
        builder.environment().putAll(environment);
        Path log = Files.createTempFile("pbx-openapi", ".log");
        Process process = builder.redirectOutput(log.toFile()).start();
        try {
            use.of(process);
            assertTrue(process.waitFor(30, SECONDS), () -> "still running");
            return new Run(process.exitValue(), Files.readString(log, UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    private static Run run(Map<String, String> environment) throws Exception {
        return run(environment, service -> {
        });
    }

    private static Map<String, String> database(String url) {
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", url, "QUARKUS_DATASOURCE_USERNAME", EmbeddedMariaDb.ADMIN,
                "QUARKUS_DATASOURCE_PASSWORD", EmbeddedMariaDb.ADMIN);
    }

    @Test
    void itCreatesItsTablesInAnEmptyDatabaseAndLogsNoKey() throws Exception {
        EmbeddedMariaDb db = EmbeddedMariaDb.start();
        db.run("fresh", "empty.sql");
        Map<String, String> environment = new HashMap<>(database(db.url("fresh")));
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(freePort()));
        environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
        Run run = run(environment, service -> {
            RestAssured.port = Integer.parseInt(environment.get("QUARKUS_HTTP_PORT"));
            awaitAnswers(service);
            String list = "/openapi.php/extensions";
            assertEquals(401, RawHttp.get(list + "?tenant=x&key=s3cr3t-in-query").status());
            assertEquals(401, RawHttp.get(list, "X-API-Key: s3cr3t-in-header").status());
            assertEquals(401, RawHttp.get(list, "Authorization: Bearer s3cr3t-as-bearer").status());
            assertEquals(400, RawHttp.get(list + "?key=s3cr3t-malformed&x=%zz").status());
            assertEquals(404, RawHttp.get("/nowhere?key=s3cr3t-nowhere&x=|").status());
            assertEquals(414, RawHttp.get(list + "?key=s3cr3t-" + "x".repeat(9000)).status());
            db.run("fresh", "drop.sql");
            assertEquals(500, RawHttp.get(list + "?key=s3cr3t-without-table").status());
            service.destroy();
        });
        assertTrue(run.output.contains("Successfully applied 1 migration"), run.output);
        assertFalse(run.output.contains("s3cr3t"),
                run.output.lines().filter(line -> line.contains("s3cr3t")).toList().toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitAnswers(Process service) throws Exception {
        for (int i = 0; i < 300 && service.isAlive(); i++) {
            try {
                RawHttp.get("/openapi.php");
                return;
            } catch (UncheckedIOException e) {
                Thread.sleep(100); // not yet
            }
        }
        throw new AssertionError("It does not answer");
    }

    @Test
    void withoutADatabaseItStopsWithOneClearSentence() throws Exception {
        Run run = run(Map.of());
        assertEquals("No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.",
                run.output.strip());
        assertEquals(1, run.exitCode);
    }

    @Test
    void aPathPrefixThatIsNoneStopsItWithAClearSentence() throws Exception {
        Run run = run(Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb://127.0.0.1:1/pbx",
                "QUARKUS_FLYWAY_MIGRATE_AT_START", "false", "PBX_ENDPOINT_PATH_PREFIX", "pbx?x"));
        assertTrue(run.output.contains("pbx.endpoint.path-prefix must be a path such as /pbx, but is: pbx?x\n"), run.output);
        assertFalse(run.output.contains("Exception"), run.output);
        assertEquals(1, run.exitCode);
    }

    @Test
    void aSchemaThatIsNotItsOwnIsLeftAlone() throws Exception {
        EmbeddedMariaDb db = EmbeddedMariaDb.start();
        db.run("foreign_pbx", "foreign.sql");
        Run run = run(database(db.url("foreign_pbx")));
        assertTrue(run.output.contains("non-empty schema"), run.output);
        assertNotEquals(0, run.exitCode);
        assertEquals(List.of("te_tenants"), tables(db.url("foreign_pbx")));
    }

    private static List<String> tables(String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN);
                ResultSet rows = connection.createStatement().executeQuery("SHOW TABLES")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }
}
