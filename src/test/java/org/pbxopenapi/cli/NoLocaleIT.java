package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;

/** Non-ASCII letters in a process with an ASCII locale, as in cron, systemd and containers. */
class NoLocaleIT {

    /** Without UTF-8, this JVM can't pass such arguments to a process. */
    @BeforeAll
    static void ownLocale() {
        assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"));
    }

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void database() {
        new TestDatabase().start();
        environment.putAll(PackagedService.on("pbx"));
        environment.put("LC_ALL", "C");
    }

    @Test
    void argumentsAreReadAndPrintedAsUtf8() throws Exception {
        PackagedService create = PackagedService.run(environment, "tenant", "create", "MÜC", "Müller 🙂");
        assertEquals(0, create.exitCode(), create.output());
        assertTrue(create.output().startsWith("Created tenant MÜC (Müller 🙂), id "), create.output());
        assertEquals("Müller 🙂", TestDatabase.sql("pbx", "SELECT name FROM tenant WHERE code = 'MÜC'"));
    }

    @Test
    void anArgumentWithReplacementCharactersIsRejected() throws Exception {
        PackagedService create = PackagedService.run(environment, "tenant", "create", "LATIN",
                new String("Müller".getBytes(ISO_8859_1), UTF_8));
        assertEquals(2, create.exitCode(), create.output());
        assertTrue(create.output().contains("Set LC_ALL=C.UTF-8"), create.output());
        assertEquals("0", TestDatabase.sql("pbx", "SELECT COUNT(*) FROM tenant WHERE code = 'LATIN'"));
    }

    /** The native binary has the encoding of file names from its build, where it is UTF-8. */
    @Test
    void aFileNameThatTheLocaleCannotEncodeIsReported() throws Exception {
        boolean isNative = PackagedService.isNative();
        for (String command : isNative ? List.of("import") : List.of("import", "export")) {
            PackagedService run = PackagedService.run(environment, "extension", command, "no-Müller.csv");
            assertEquals(1, run.exitCode(), run.output());
            assertTrue(run.output().startsWith(isNative ? "The file: no such file or folder."
                    : "The file: this locale can't encode its name."), run.output());
        }
    }

    @Test
    void aPasswordInAVariableIsReadAsUtf8() throws Exception {
        TestDatabase.sql("pbx", "CREATE OR REPLACE USER umlaut IDENTIFIED BY 'Grüße'");
        TestDatabase.sql("pbx", "GRANT SELECT ON pbx.* TO umlaut");
        environment.put("QUARKUS_DATASOURCE_USERNAME", "umlaut");
        environment.put("QUARKUS_DATASOURCE_PASSWORD", "Grüße");
        PackagedService list = PackagedService.run(environment, "tenant", "list");
        assertEquals(0, list.exitCode(), list.output());
    }
}
