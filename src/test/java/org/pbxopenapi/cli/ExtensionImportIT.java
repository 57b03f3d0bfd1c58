package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;

/** Imports by the packaged service: large files, server limits, lost connections and interruption. */
class ExtensionImportIT {

    private static final String DATABASE = "imports";
    private static final String ROWS = "SELECT COUNT(*) FROM extension WHERE name <> 'old'";

    private final EmbeddedMariaDb db = EmbeddedMariaDb.start();

    @TempDir
    Path folder;

    @BeforeEach
    void oneExtensionOfTwoTenants() {
        db.create(DATABASE, "empty.sql");
        for (String table : new String[] { "extension", "tenant" }) {
            TestDatabase.sql(DATABASE, "DELETE FROM " + table);
        }
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (1, 'ACME', 'Acme'), (2, 'OTHER', 'Other')");
        TestDatabase.sql(DATABASE, "INSERT INTO extension VALUES (1, 1, '0', 'old', 'SIP')");
    }

    private String file(int rows) throws IOException {
        Stream<String> lines = IntStream.range(0, rows)
                .mapToObj(i -> (i % 2 == 0 ? "ACME," : "OTHER,") + i + ",\"Somebody, somewhere\",PJSIP");
        return Files.write(folder.resolve("extensions.csv"),
                (Iterable<String>) Stream.concat(Stream.of("tenant,number,name,tech"), lines)::iterator).toString();
    }

    @Test
    void aLargeFileIsImportedWithASmallHeap() throws Exception {
        Map<String, String> environment = new HashMap<>(PackagedService.on(DATABASE));
        environment.put("JAVA_TOOL_OPTIONS", "-Xmx64m");
        PackagedService imported = PackagedService.run(environment, "extension", "import", file(100_000));
        assertEquals(0, imported.exitCode(), imported.output());
        assertTrue(imported.commandOutput().endsWith("Extensions created: 99999, changed: 1, unchanged: 0.\n"),
                imported.output());
        String exported = folder.resolve("exported.json").toString();
        PackagedService export = PackagedService.run(environment, "extension", "export", exported);
        assertEquals(0, export.exitCode(), export.output());
        PackagedService again = PackagedService.run(environment, "extension", "import", exported);
        assertTrue(again.commandOutput().endsWith("Extensions created: 0, changed: 0, unchanged: 100000.\n"),
                again.output());
    }

    @Test
    void statementsFitIntoMaxAllowedPacket() throws Exception {
        Stream<String> lines = IntStream.range(0, 2000).mapToObj(i -> "ACME," + i + "," + "é".repeat(250) + ",PJSIP");
        Path file = Files.write(folder.resolve("long.csv"),
                (Iterable<String>) Stream.concat(Stream.of("tenant,number,name,tech"), lines)::iterator);
        PackagedService run = withLimit("max_allowed_packet", 65_536,
                () -> PackagedService.run(PackagedService.on(DATABASE), "extension", "import", file.toString()));
        assertTrue(run.commandOutput().endsWith("Extensions created: 1999, changed: 1, unchanged: 0.\n"), run.output());
    }

    @Test
    void inputMayPauseForLongerThanWaitTimeout() throws Exception {
        PackagedService run = withLimit("wait_timeout", 1, this::importWithPause);
        assertEquals("Extensions created: 2, changed: 0, unchanged: 0.\n", run.commandOutput(), run.output());
    }

    @Test
    void aLostConnectionIsReportedWithItsLikelyCause() throws Exception {
        PackagedService run = withLimit("idle_transaction_timeout", 1, this::importWithPause);
        assertTrue(
                run.commandOutput().startsWith(
                        "The database connection was lost before the command finished. See the log of the database;"),
                run.output());
        assertEquals(1, run.exitCode());
    }

    private interface Run {
        PackagedService get() throws Exception;
    }

    private static PackagedService withLimit(String variable, long value, Run run) throws Exception {
        String before = TestDatabase.sql(DATABASE, "SELECT @@global." + variable);
        TestDatabase.sql(DATABASE, "SET GLOBAL " + variable + " = " + value);
        try {
            return run.get();
        } finally {
            TestDatabase.sql(DATABASE, "SET GLOBAL " + variable + " = " + before);
        }
    }

    private PackagedService importWithPause() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        PackagedService service = PackagedService.launch(PackagedService.on(DATABASE), "extension", "import", pipe.toString());
        try (Writer out = Files.newBufferedWriter(pipe)) {
            out.write("tenant,number,name,tech\nACME,1,a,SIP\n");
            out.flush();
            while (TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '" + DATABASE
                    + "' AND id <> CONNECTION_ID() AND command = 'Sleep'").equals("0")) {
                Thread.sleep(50);
            }
            Thread.sleep(2500);
            out.write("ACME,2,b,SIP\n");
        }
        service.await();
        return service;
    }

    @Test
    void anInterruptedImportChangesNothing() throws Exception {
        try (Connection other = DriverManager.getConnection(db.url(DATABASE), EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN)) {
            other.setAutoCommit(false);
            // The last statement of the import waits for this row lock.
            other.createStatement().executeQuery("SELECT * FROM extension WHERE id = 1 LOCK IN SHARE MODE");
            try (PackagedService service = PackagedService.launch(PackagedService.on(DATABASE), "extension", "import",
                    file(20_000))) {
                awaitStatement("insert into extension (id%on duplicate key%");
                service.terminate();
                service.await();
                assertEquals("Interrupted: nothing was changed.\n", service.output());
                assertEquals(1, service.exitCode());
            }
        }
        awaitStatement(null);
        assertEquals("0", TestDatabase.sql(DATABASE, ROWS));
    }

    /** @param like pattern of the statement, or null to wait until there is no connection */
    private static void awaitStatement(String like) throws InterruptedException {
        String sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = '" + DATABASE
                + "' AND id <> CONNECTION_ID()" + (like == null ? "" : " AND info LIKE '" + like + "'");
        for (int i = 0; i < 1200; i++) {
            if (TestDatabase.sql(DATABASE, sql).equals(like == null ? "0" : "1")) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("Timed out while waiting for: " + like);
    }
}
