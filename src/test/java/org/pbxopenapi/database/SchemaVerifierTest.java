package org.pbxopenapi.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.database.SchemaVerifier.Result;
import org.pbxopenapi.dev.EmbeddedMariaDb;

class SchemaVerifierTest {

    private static final String DATABASE = "schema";
    private final EmbeddedMariaDb db = EmbeddedMariaDb.start();

    @BeforeEach
    void createTables() {
        db.run("mysql", "empty.sql");
        TestDatabase.sql("mysql", "DROP DATABASE IF EXISTS `schema`");
        db.create(DATABASE, "empty.sql");
    }

    private Result verify(String user) throws SQLException {
        try (Connection connection = DriverManager.getConnection(db.url(DATABASE), user, user)) {
            return SchemaVerifier.verify(connection);
        }
    }

    private String messages(String user) throws SQLException {
        return verify(user).problems().stream().map(Finding::message).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = { "SELECT 1",
            "ALTER TABLE extension MODIFY name TEXT, MODIFY tech ENUM('SIP'), DROP KEY extension_list",
            "CREATE OR REPLACE VIEW extension AS SELECT 1 AS id, SUM(1) AS tenant_id, CONCAT(1, 'a') AS number, NULL AS name, '' AS tech",
            "CREATE OR REPLACE VIEW extension AS SELECT 1 AS id, '7' AS tenant_id, '' AS number, '' AS name, '' AS tech",
            "CREATE OR REPLACE VIEW api_key AS SELECT CAST(1 AS UNSIGNED) AS id, NULL AS tenant_id, UNHEX(SHA2('x', 256)) AS key_hash, IF(TRUE, 'full', '') AS scope" })
    void usableTablesAndViewsHaveNoProblem(String change) throws SQLException {
        if (change.contains("VIEW")) {
            TestDatabase.sql(DATABASE, "DROP TABLE " + change.split(" ")[4]);
        }
        TestDatabase.sql(DATABASE, change);
        assertEquals(List.of(), verify(EmbeddedMariaDb.ADMIN).problems());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "DROP TABLE api_key | api_key is missing.",
            "ALTER TABLE extension RENAME COLUMN tech TO technology, RENAME COLUMN number TO no | extension has no column number. extension has no column tech.",
            "ALTER TABLE api_key MODIFY key_hash CHAR(64) | api_key.key_hash has the type CHAR, but must be a binary SHA-256.",
            "ALTER TABLE extension MODIFY number INT | extension.number has the type INTEGER, but must be text.",
            "ALTER TABLE api_key MODIFY scope VARBINARY(16) | api_key.scope has the type VARBINARY, but must be text." })
    void aProblemIsNamedAndNotPending(String change, String message) throws SQLException {
        TestDatabase.sql(DATABASE, change);
        assertEquals(message, messages(EmbeddedMariaDb.ADMIN));
        assertFalse(verify(EmbeddedMariaDb.ADMIN).isPending());
    }

    @Test
    void aViewOfADroppedTableIsNotReportedAsMissing() throws SQLException {
        TestDatabase.sql(DATABASE, "RENAME TABLE api_key TO keys_of_old");
        TestDatabase.sql(DATABASE, "CREATE VIEW api_key AS SELECT * FROM keys_of_old");
        TestDatabase.sql(DATABASE, "DROP TABLE keys_of_old");
        assertTrue(
                messages(EmbeddedMariaDb.ADMIN).startsWith("The view api_key does not work: View 'schema.api_key' references"),
                messages(EmbeddedMariaDb.ADMIN));
    }

    @Test
    void relationsAndColumnsWithoutSelectAreNamed() throws SQLException {
        TestDatabase.sql(DATABASE, "CREATE OR REPLACE USER some IDENTIFIED BY 'some'");
        TestDatabase.sql(DATABASE, "GRANT SELECT ON `schema`.tenant TO some");
        TestDatabase.sql(DATABASE, "GRANT SELECT (id, tenant_id, number, name) ON `schema`.extension TO some");
        assertEquals("The database user may not read extension.tech."
                + " The database user may not read api_key, or it does not exist.", messages("some"));
    }

    @Test
    void anEmptyOrHalfMigratedSchemaIsPending() throws SQLException {
        TestDatabase.sql(DATABASE, "DROP TABLE extension");
        TestDatabase.sql(DATABASE, "DROP TABLE api_key");
        TestDatabase.sql(DATABASE, "TRUNCATE flyway_schema_history");
        assertEquals("extension is missing. api_key is missing.", messages(EmbeddedMariaDb.ADMIN));
        assertTrue(verify(EmbeddedMariaDb.ADMIN).isPending());
        TestDatabase.sql(DATABASE, "DROP TABLE flyway_schema_history");
        assertFalse(verify(EmbeddedMariaDb.ADMIN).isPending());
        TestDatabase.sql(DATABASE, "DROP TABLE tenant");
        assertTrue(verify(EmbeddedMariaDb.ADMIN).isPending());
    }
}
