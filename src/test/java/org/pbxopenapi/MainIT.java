package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.dev.EmbeddedMariaDb;

/** Starts of the packaged service: on an empty database, without one, and with invalid settings. */
public class MainIT {

    private static final Map<String, String> NO_DATABASE = Map.of("QUARKUS_DATASOURCE_JDBC_URL",
            "jdbc:mariadb://127.0.0.1:1/pbx",
            "QUARKUS_DATASOURCE_USERNAME", "pbx");

    private final EmbeddedMariaDb db = EmbeddedMariaDb.start();

    @Test
    void itBecomesReadyAfterMigrateAndLogsNoKey() throws Exception {
        db.run("fresh", "empty.sql");
        Map<String, String> environment = new HashMap<>(PackagedService.on("fresh"));
        environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
        try (PackagedService service = PackagedService.launch(environment)) {
            assertIsAliveAndNotReady(service);
            for (String text : List.of(service.health("ready").body(), service.output())) {
                assertTrue(text.contains("tenant is missing. Fix: run migrate"), text);
            }
            assertMigratesOnce("fresh");
            service.awaitHealth("ready", 200);
            String list = "/openapi.php/extensions";
            assertEquals(401, service.http().get(list + "?tenant=x&key=s3cr3t-in-query").status());
            assertEquals(401, service.http().get(list, "X-API-Key: s3cr3t-in-header").status());
            assertEquals(401, service.http().get(list, "Authorization: Bearer s3cr3t-as-bearer").status());
            assertEquals(401, service.http().get(list + "?key=s3cr3t-with%&x=%zz").status());
            assertEquals(400, service.http().get("/%zz?key=s3cr3t-malformed").status());
            assertEquals(404, service.http().get("/nowhere?key=s3cr3t-nowhere&x=|").status());
            assertEquals(414, service.http().get(list + "?key=s3cr3t-" + "x".repeat(9000)).status());
            db.run("fresh", "drop.sql");
            assertEquals(500, service.http().get(list + "?key=s3cr3t-without-table").status());
            service.terminate();
            service.await();
            assertFalse(service.output().contains("s3cr3t"),
                    service.output().lines().filter(line -> line.contains("s3cr3t")).toList().toString());
        }
    }

    private static void assertMigratesOnce(String database) throws Exception {
        PackagedService first = PackagedService.run(PackagedService.on(database), "migrate");
        assertEquals(0, first.exitCode(), first.output());
        assertTrue(first.commandOutput().matches("The tables are at version \\d+; migrations applied: [1-9]\\d*\\.\n"),
                first.output());
        PackagedService second = PackagedService.run(PackagedService.on(database), "migrate");
        assertEquals(0, second.exitCode(), second.output());
        assertTrue(second.commandOutput().endsWith("; migrations applied: 0.\n"), second.output());
    }

    private static void assertIsAliveAndNotReady(PackagedService service) throws Exception {
        service.awaitHealth("live", 200);
        service.awaitHealth("started", 200);
        service.awaitHealth("ready", 503);
    }

    @Test
    void withAnUnreachableDatabaseItIsAliveButNotReady() throws Exception {
        try (PackagedService without = PackagedService.launch(NO_DATABASE)) {
            assertIsAliveAndNotReady(without);
            assertTrue(without.output().contains("Not ready, will retry: The database can't be reached: "), without.output());
        }
    }

    @Test
    void migrationsCanRunAtTheStart() throws Exception {
        db.run("at_start", "empty.sql");
        Map<String, String> environment = new HashMap<>(PackagedService.on("at_start"));
        environment.put("QUARKUS_FLYWAY_MIGRATE_AT_START", "true");
        PackagedService.start(environment).close();
        assertTrue(tables("at_start").contains("extension"));
    }

    @Test
    void withoutADatabaseUrlItExitsWithOneSentence() throws Exception {
        for (String command : List.of("serve", "migrate")) {
            PackagedService run = PackagedService.run(Map.of(), command);
            assertEquals(
                    "No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.",
                    run.output().strip());
            assertEquals(1, run.exitCode());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "serve | jdbc:mariadb://127.0.0.1:1/pbx?user=pbx;password=S3cretPw9",
            "migrate | jdbc:mariadb://pbx:S3#cretPw9@127.0.0.1/pbx",
            "tenant list --output json | mysql://pbx:S3cretPw9@127.0.0.1/pbx" })
    void anInvalidDatabaseUrlEndsTheStartAndIsNotPrinted(String command, String url) throws Exception {
        PackagedService run = PackagedService.run(Map.of("QUARKUS_DATASOURCE_JDBC_URL", url, "QUARKUS_LOG_LEVEL", "DEBUG",
                "QUARKUS_FLYWAY_MIGRATE_AT_START", "true"), command.split(" "));
        assertTrue(run.output().contains("The database URL "), run.output());
        assertFalse(run.output().contains("cretPw9"), run.output());
        assertFalse(run.output().contains("\tat "), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void aPasswordIsTakenLiterallyAndNotPrinted() throws Exception {
        String password = "a$$b${c}\\$d";
        new TestDatabase().start();
        TestDatabase.sql("pbx", "CREATE OR REPLACE USER literal IDENTIFIED BY '" + password.replace("\\", "\\\\") + "'");
        TestDatabase.sql("pbx", "GRANT SELECT ON pbx.* TO literal");
        String url = db.url("pbx").replaceFirst("\\?.*", "");
        PackagedService byVariable = PackagedService.run(Map.of("QUARKUS_DATASOURCE_JDBC_URL", url,
                "QUARKUS_DATASOURCE_USERNAME", "literal", "QUARKUS_DATASOURCE_PASSWORD", password), "tenant", "list");
        assertEquals(0, byVariable.exitCode(), byVariable.output());
        try (PackagedService byUrl = PackagedService.start(Map.of("QUARKUS_DATASOURCE_JDBC_URL",
                url + "?user=literal&password=" + password, "QUARKUS_LOG_LEVEL", "DEBUG"))) {
            assertFalse(byUrl.output().contains("a$$b"), byUrl.output());
            assertFalse(RawHttp.get(byUrl.managementPort, "/q/metrics").body().contains("a$$b"));
        }
    }

    @Test
    void migrateOnAnUnreachableDatabaseFailsWithOneSentence() throws Exception {
        PackagedService run = PackagedService.run(NO_DATABASE, "migrate");
        assertTrue(run.output().contains("127.0.0.1"), run.output());
        assertFalse(run.output().contains("\tat "), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void anUnknownCommandIsRejectedWithASuggestion() throws Exception {
        PackagedService run = PackagedService.run(NO_DATABASE, "migrat");
        assertTrue(
                run.output()
                        .startsWith("Unknown option or unexpected argument.\nDid you mean: pbx-openapi migrate"),
                run.output());
        assertEquals(2, run.exitCode());
    }

    @Test
    void anInvalidPathPrefixEndsTheStartWithOneSentence() throws Exception {
        Map<String, String> environment = new HashMap<>(NO_DATABASE);
        environment.put("PBX_ENDPOINT_PATH_PREFIX", "pbx?x");
        PackagedService run = PackagedService.run(environment);
        assertTrue(run.output().contains("pbx.endpoint.path-prefix must be a path such as /pbx, but is: pbx?x\n"),
                run.output());
        assertFalse(run.output().contains("Exception"), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void migrateDoesNotChangeAForeignSchema() throws Exception {
        db.run("foreign_pbx", "foreign.sql");
        PackagedService run = PackagedService.run(PackagedService.on("foreign_pbx"), "migrate");
        assertTrue(run.output().contains("non-empty schema"), run.output());
        assertEquals(1, run.exitCode());
        assertEquals(List.of("te_tenants"), tables("foreign_pbx"));
    }

    private List<String> tables(String database) throws Exception {
        try (Connection connection = DriverManager.getConnection(db.url(database), EmbeddedMariaDb.ADMIN,
                EmbeddedMariaDb.ADMIN); ResultSet rows = connection.createStatement().executeQuery("SHOW TABLES")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }
}
