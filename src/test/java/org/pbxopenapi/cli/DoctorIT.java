package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;

/** Reports about an unusable database, by doctor and at the start of the service. */
class DoctorIT {

    private static final String SECRET = "5f2a0c7e9d31";

    private final EmbeddedMariaDb db = EmbeddedMariaDb.start();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "jdbc:mariadb://127.0.0.1:1/pbx | can't be reached: Socket fail to connect to 127.0.0.1:1. Connection refused.",
            "jdbc:mysql://127.0.0.1:1/pbx?password=" + SECRET + " | can't be reached: ",
            " | can't be reached: Access denied for user 'nobody'@'127.0.0.1' (using password: YES)." })
    void anUnreachableDatabaseIsOneProblemInACompleteReport(String url, String message) throws Exception {
        PackagedService run = PackagedService.run(Map.of("QUARKUS_DATASOURCE_JDBC_URL", url == null ? db.url("mysql") : url,
                "QUARKUS_DATASOURCE_USERNAME", "nobody", "QUARKUS_DATASOURCE_PASSWORD", SECRET,
                "QUARKUS_FLYWAY_MIGRATE_AT_START", "true"), "doctor");
        assertTrue(run.commandOutput().startsWith("problem  database: " + message), run.output());
        assertTrue(run.commandOutput().endsWith("\nskipped  extensions: the database can't be reached.\n"), run.output());
        assertEquals(11, run.commandOutput().lines().count(), run.output());
        assertFalse(run.output().contains(SECRET), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void doctorReportsAnUnusableSchemaAndTheServiceDoesNotStart() throws Exception {
        db.create("odd", "empty.sql");
        TestDatabase.sql("odd", "ALTER TABLE api_key MODIFY key_hash CHAR(64)");
        String problem = "api_key.key_hash has the type CHAR, but must be a binary SHA-256. Fix: ";

        PackagedService doctor = PackagedService.run(PackagedService.on("odd"), "doctor");
        assertTrue(doctor.output().contains("\nproblem  relations: " + problem), doctor.output());
        assertTrue(doctor.output().contains("\nproblem  password: the password of the database user pbx is the user name."),
                doctor.output());
        assertEquals(1, doctor.exitCode());

        PackagedService service = PackagedService.run(PackagedService.on("odd"));
        assertTrue(service.output().contains("The database schema is unusable: " + problem), service.output());
        assertFalse(service.output().contains("\tat "), service.output());
        assertEquals(1, service.exitCode());
    }
}
