package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class ExtensionCommandTest extends CommandLineTest {

    @TempDir
    Path folder;

    @BeforeEach
    void twoTenants() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (1, 'ACME', 'Acme'), (2, 'OTHER', 'Other')");
    }

    private static void insert(int id, int tenantId, String number, String name) {
        TestDatabase.sql(DATABASE, "INSERT INTO extension VALUES (%d, %d, '%s', '%s', 'SIP')"
                .formatted(id, tenantId, number, name.replace("'", "''").replace("\\", "\\\\")));
    }

    @Test
    void anExportIsImportedUnchangedAndEscapesFormulas() {
        List<String> names = List.of("", "plain", "=1+1", "+49 30", "-1", "@x", "'=1", "''+1", "'plain", "a,b", "say \"x\"",
                "a  b", "'", "\uFF1D1", "\\", "a\u00A0b", "東京 😀");
        for (int i = 0; i < names.size(); i++) {
            insert(i + 1, 1, i % 2 == 0 ? "*" + i : "+" + i, names.get(i));
        }
        String csv = run("extension", "export").assertCode(0).out();
        assertTrue(csv.startsWith("id,tenant,number,name,tech\n1,ACME,*0,,SIP\n2,ACME,'+1,plain,SIP\n3,ACME,*2,'=1+1,SIP\n"),
                csv);
        assertTrue(csv.contains("\n7,ACME,*6,''=1,SIP\n") && csv.contains("\n9,ACME,*8,'plain,SIP\n"), csv);
        assertTrue(csv.contains("\n10,ACME,'+9,\"a,b\",SIP\n11,ACME,*10,\"say \"\"x\"\"\",SIP\n"), csv);
        String json = run("extension", "export", "--format", "json").assertCode(0).out();
        assertTrue(json.contains("{\"id\":3,\"tenant\":\"ACME\",\"number\":\"*2\",\"name\":\"=1+1\",\"tech\":\"SIP\"},\n"),
                json);
        String unchanged = "{\"created\":0,\"changed\":0,\"unchanged\":17,\"dry_run\":false}\n";
        assertEquals(unchanged, runWith(csv, "extension", "import", "-", "--output", "json").assertCode(0).out());
        assertEquals(unchanged,
                runWith(json, "extension", "import", "-", "--format", "json", "--output", "json").assertCode(0).out());
        TestDatabase.sql(DATABASE, "DELETE FROM extension");
        runWith(csv, "extension", "import").assertCode(0);
        assertEquals(csv, run("extension", "export").assertCode(0).out());
        assertEquals(json, run("extension", "export", "--format", "json").assertCode(0).out());
    }

    @Test
    void anExportReplacesTheFileAndCanBeFilteredByTenant() throws IOException {
        insert(1, 1, "1", "");
        insert(2, 2, "2", "");
        Path file = Files.writeString(folder.resolve("all.JSON"), "before");
        assertEquals("{\"exported\":2}\n", run("extension", "export", file.toString(), "--output", "json").assertCode(0).out());
        assertTrue(Files.readString(file).startsWith("[{\"id\":1,"), Files.readString(file));
        assertEquals("Exported extensions: 1.\n",
                run("extension", "export", file.toString(), "--tenant", "other", "--format", "csv").assertCode(0).out());
        assertEquals("id,tenant,number,name,tech\n2,OTHER,2,,SIP\n", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        assertEquals("[]\n",
                run("extension", "export", "--format", "json", "--tenant", "OTHER").out().replaceAll("\\{.*}", ""));
    }

    @Test
    void fileErrorsAreReportedInOneSentence() {
        String missing = folder.resolve("none").resolve("x.csv").toString();
        assertEquals("The file: no such file or folder.\n", run("extension", "import", missing).assertCode(1).err());
        assertEquals("The file: no such file or folder.\n", run("extension", "export", missing).assertCode(1).err());
        assertEquals("The file: Is a directory.\n", run("extension", "import", folder.toString()).assertCode(1).err());
        assertEquals("file_error", run("extension", "export", folder.toString(), "--output", "json").assertCode(1).error()
                .get("code").asText());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsReportedInOneSentence() {
        insert(1, 1, "1", "");
        assertEquals("The file: No space left on device.\n", run("extension", "export", "/dev/full").assertCode(1).err());
    }

    @Test
    void aListCanBeFiltered() {
        insert(1, 1, "100", "Reception");
        insert(2, 1, "101", "Door");
        insert(3, 2, "100", "Reception");
        TestDatabase.sql(DATABASE, "UPDATE extension SET tech = 'PJSIP' WHERE id = 2");
        assertEquals(List.of("id tenant number name tech", "1 ACME 100 Reception SIP", "2 ACME 101 Door PJSIP",
                "3 OTHER 100 Reception SIP"),
                run("extension", "list").assertCode(0).out().lines().map(line -> line.replaceAll(" +", " ")).toList());
        assertEquals("[{\"id\":2,\"tenant\":\"ACME\",\"number\":\"101\",\"name\":\"Door\",\"tech\":\"PJSIP\"}]\n",
                run("extension", "list", "--tech", "PJSIP", "--output", "json").assertCode(0).out());
        assertEquals(2, run("extension", "list", "--number", "100", "--output", "json").json().size());
        assertEquals(2, run("extension", "list", "--search", "recep", "--output", "json").json().size());
        assertEquals(1, run("extension", "list", "--search", "10", "--tenant", "other", "--output", "json").json().size());
        run("extension", "list", "--tenant", "NONE").assertCode(1);
    }

    @Test
    void longListsAreComplete() {
        TestDatabase.sql(DATABASE, "INSERT INTO extension (tenant_id, number, name, tech)"
                + " SELECT 1 + seq % 2, seq, '', 'SIP' FROM seq_1_to_3500");
        assertEquals(3501, run("extension", "list").assertCode(0).out().lines().count());
        assertEquals(3500, run("extension", "list", "--output", "json").assertCode(0).json().size());
        assertEquals(1751, run("extension", "export", "--tenant", "ACME").assertCode(0).out().lines().count());
    }

    @ParameterizedTest
    @ValueSource(strings = { "list", "import", "export" })
    void everyCommandPrintsHelp(String command) {
        String help = run("extension", command, "--help").assertCode(0).out();
        assertTrue(help.startsWith("Usage: pbx-openapi extension " + command) && help.contains("Exit codes:"), help);
        assertFalse(run("extension", command, "--nonsense").assertCode(2).err().isEmpty());
    }
}
