package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.TestDatabase;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class ExtensionImportTest extends CommandLineTest {

    private static final String HEADER = "tenant,number,name,tech\n";

    @BeforeEach
    void twoTenants() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (1, 'ACME', 'Acme'), (2, 'OTHER', 'Other')");
    }

    private Run importCsv(String csv, String... more) {
        return importFile("csv", csv, more);
    }

    private Run importJson(String json, String... more) {
        return importFile("json", json, more);
    }

    private Run importFile(String format, String text, String... more) {
        return runWith(text, Stream.concat(Stream.of("extension", "import", "--format", format, "-"), Stream.of(more))
                .toArray(String[]::new));
    }

    /** Returns all rows without their ids. */
    private static String rows() {
        return TestDatabase.sql(DATABASE, "SELECT COALESCE(GROUP_CONCAT(CONCAT_WS('|', code, number, e.name, tech)"
                + " ORDER BY e.id SEPARATOR ' '), '') FROM extension e JOIN tenant t ON t.id = tenant_id");
    }

    private static void insert(int id, int tenantId, String number) {
        TestDatabase.sql(DATABASE, "INSERT INTO extension VALUES (%d, %d, '%s', 'old', 'SIP')".formatted(id, tenantId, number));
    }

    private static void assertErrors(Run run, String... messages) {
        run.assertCode(1);
        assertEquals(List.of(messages), run.err().lines().skip(1).map(String::strip).toList(), run.err());
        assertTrue(run.err().startsWith("Nothing is imported. Errors in the file: " + messages.length + ":\n"), run.err());
    }

    @Test
    void anImportCreatesChangesAndLeavesExtensionsByTenantAndNumber() {
        assertEquals("Extensions created: 3, changed: 0, unchanged: 0.\n",
                importCsv(HEADER + "ACME,100,Réception,PJSIP\nacme,0100,,SIP\nOTHER,100,😀,SIP\n").assertCode(0).out());
        assertEquals("ACME|100|Réception|PJSIP ACME|0100||SIP OTHER|100|😀|SIP", rows());
        assertEquals("{\"created\":1,\"changed\":2,\"unchanged\":1,\"dry_run\":false}\n",
                importCsv(HEADER + "ACME,100,réception,PJSIP\nACME,0100,,PJSIP\nOTHER,100,😀,SIP\nOTHER,101,x,SIP\n",
                        "--output", "json").assertCode(0).out());
        assertEquals("ACME|100|réception|PJSIP ACME|0100||PJSIP OTHER|100|😀|SIP OTHER|101|x|SIP", rows());
    }

    @Test
    void aDryRunReportsTheSameAndChangesNothing() {
        insert(7, 1, "100");
        String csv = HEADER + "ACME,100,new,SIP\nACME,101,,SIP\n";
        assertEquals("{\"created\":1,\"changed\":1,\"unchanged\":0,\"dry_run\":true}\n",
                importCsv(csv, "--dry-run", "--output", "json").assertCode(0).out());
        assertEquals("Dry run, nothing was changed. Extensions to create: 1, to change: 1, unchanged: 0.\n",
                importCsv(csv, "--dry-run").assertCode(0).out());
        assertEquals("ACME|100|old|SIP", rows());
        String wrong = csv + "NONE,1,,SIP\nACME,100,,SIP\n";
        assertEquals(importCsv(wrong).assertCode(1).err(), importCsv(wrong, "--dry-run").assertCode(1).err());
    }

    @Test
    void columnsMissingInAFileStayUnchanged() {
        insert(7, 1, "100");
        importCsv("number,tenant\n100,ACME\n").assertCode(0);
        importJson("[{\"tenant\":\"ACME\",\"number\":\"100\",\"tech\":\"PJSIP\"},"
                + "{\"tenant\":\"ACME\",\"number\":\"101\",\"name\":null,\"tech\":\"SIP\"}]").assertCode(0);
        assertEquals("ACME|100|old|PJSIP ACME|101||SIP", rows());
        importCsv("tenant,number,name\nACME,100,\n").assertCode(0);
        assertEquals("ACME|100||PJSIP ACME|101||SIP", rows());
    }

    @Test
    void aNewExtensionNeedsATechnology() {
        assertErrors(importCsv("tenant,number\nACME,100\n"),
                "Line 2: tech is missing, and this extension is new.");
    }

    @Test
    void oneTenantCanBeGivenForAllRows() {
        importCsv("number,tech\n100,SIP\n", "--tenant", "acme").assertCode(0);
        importJson("[{\"number\":\"101\",\"tech\":\"SIP\"}]", "--tenant", "ACME").assertCode(0);
        assertEquals("ACME|100||SIP ACME|101||SIP", rows());
        assertTrue(importCsv(HEADER + "ACME,102,,SIP\n", "--tenant", "ACME").assertCode(1).err()
                .contains("Line 2: tenant must not be in the file if --tenant is given."));
        assertEquals("There is no tenant with this code.\n",
                importCsv("number,tech\n100,SIP\n", "--tenant", "NONE").assertCode(1).err());
    }

    @Test
    void oneInvalidLineRejectsTheWholeFile() {
        String lines = IntStream.range(0, 5000).mapToObj(i -> "ACME," + i + ",x,SIP\n").collect(Collectors.joining());
        assertErrors(importCsv(HEADER + lines + "ACME,,x,SIP\n" + lines.replace("ACME", "OTHER")),
                "Line 5002: number is empty.");
        assertErrors(importCsv(HEADER + lines + "ACME,\"1\"2,x,SIP\n" + lines.replace("ACME", "OTHER")),
                "Line 5002: a quoted cell must end with a quote, followed by a comma or the end of the line;"
                        + " quotes within the cell must be doubled.");
    }

    @Test
    void allErrorsAreCountedAndTheFirstTwentyReportedWithLineAndField() {
        String lines = IntStream.range(0, 3000).mapToObj(i -> "NONE," + i + ",x,SIP\n").collect(Collectors.joining());
        Run human = importCsv(HEADER + lines).assertCode(1);
        assertTrue(human.err().startsWith("Nothing is imported. Errors in the file: 3000; the first 20:\n"
                + "  Line 2: tenant NONE is not the code of a tenant.\n"), human.err());
        assertEquals(21, human.err().lines().count());
        JsonNode error = importCsv(HEADER + lines, "--output", "json").assertCode(1).error();
        assertEquals("invalid_file", error.get("code").asText());
        assertEquals(20, error.get("details").size());
        assertEquals("{\"line\":21,\"field\":\"tenant\",\"message\":"
                + "\"Line 21: tenant NONE is not the code of a tenant.\"}", error.get("details").get(19).toString());
    }

    @Test
    void lengthsAreCountedInCharacters() {
        importCsv(HEADER + "ACME,%s,%s,%s\n".formatted("😀".repeat(32), "東".repeat(255), "é".repeat(32))).assertCode(0);
        assertEquals("1", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM extension"));
    }

    @Test
    void aDuplicateIsReportedWithBothLines() {
        assertErrors(importCsv("id," + HEADER + "1,ACME,100,,SIP\n,acme,100,,SIP\n,OTHER,100,,SIP\n1,ACME,0100,,SIP\n"),
                "Line 3: number 100 is in the file already for the same tenant, in line 2.",
                "Line 5: id 1 is in the file already, in line 2.");
    }

    @Test
    void anIdMustBelongToTheExtensionOrBeUnused() {
        insert(7, 1, "100");
        insert(8, 1, "101");
        assertErrors(importCsv("id," + HEADER + "9,ACME,100,,SIP\n8,OTHER,100,,SIP\n7,ACME,100,,SIP\n"),
                "Line 2: id 9 is wrong: the extension of this tenant and number has the id 7.",
                "Line 3: id 8 belongs to another extension, with the number 101.",
                "Line 4: number 100 is in the file already for the same tenant, in line 2.");
        assertErrors(importCsv("id," + HEADER + "0,ACME,3,,SIP\nx,ACME,3,,SIP\n"),
                "Line 2: id must be a whole number from 1 to 9007199254740991.",
                "Line 3: id must be a whole number from 1 to 9007199254740991.");
        assertEquals("ACME|100|old|SIP ACME|101|old|SIP", rows());
    }

    @Test
    void anIdInTheFileIsNeverAssignedToAnotherRow() {
        insert(7, 1, "100");
        importCsv("id," + HEADER + ",ACME,1,,SIP\n,ACME,2,,SIP\n9,ACME,3,,SIP\n7,ACME,100,,SIP\n,ACME,4,,SIP\n").assertCode(0);
        assertEquals("9", TestDatabase.sql(DATABASE, "SELECT id FROM extension WHERE number = '3'"));
        assertEquals("5", TestDatabase.sql(DATABASE, "SELECT COUNT(DISTINCT id) FROM extension"));
    }

    @Test
    void jsonErrorsHaveLineAndColumn() {
        assertErrors(importJson("""
                [
                  {
                    "tenant": "NONE",
                    "number": "1", "tech": "SIP"
                  },
                  {"id": 5, "tenant": "ACME", "number": "1", "tech": "SIP"}, {"tenant": "ACME", "number": "1", "tech": "SIP"}
                ]
                """), "Line 2: tenant NONE is not the code of a tenant.",
                "Line 6: number 1 is in the file already for the same tenant, in line 6.");
    }

    @Test
    void formulasAreDataOnImport() {
        importCsv(HEADER + "ACME,*99,=HYPERLINK(1),SIP\nACME,+4930,-1,SIP\n").assertCode(0);
        assertEquals("ACME|*99|=HYPERLINK(1)|SIP ACME|+4930|-1|SIP", rows());
    }

    @Test
    void invisibleCharactersAreRejectedWithLineAndField() {
        String csv = HEADER + "ACME,555,Sales,SIP\nACME,\u202A555\u202C,Sales,SIP\nACME,\"555 \",Sales,SIP\n"
                + "ACME,556,Sales\u00A0,SIP\nACME,557,Sales,SIP\u200B\n";
        String[] errors = {
                "Line 3: number has the invisible character U+202A.",
                "Line 4: number begins or ends with a blank.",
                "Line 5: name begins or ends with a blank.",
                "Line 6: tech has the invisible character U+200B." };
        assertErrors(importCsv(csv), errors);
        assertErrors(importJson("[{\"tenant\":\"ACME\",\"number\":\"555\\u3000\",\"tech\":\"SIP\"}]"),
                "Line 1: number begins or ends with a blank.");
        importCsv(HEADER + "ACME,555,می\u200Cخواهم,SIP\n").assertCode(0);
        assertEquals("ACME|555|می\u200Cخواهم|SIP", rows());
    }

    @Test
    void aNumberInSpreadsheetNotationTriggersAWarning() {
        Run run = importCsv(HEADER + "ACME,4.93E+11,x,SIP\nACME,\"1,5E+10\",x,SIP\nACME,1E5,x,SIP\nACME,10,x,SIP\n",
                "--output", "json").assertCode(0);
        assertEquals(List.of("Line 2: number 4.93E+11", "Line 3: number 1,5E+10",
                "Line 4: number 1E5"),
                Stream.of(0, 1, 2).map(i -> run.json().get("warnings").get(i).asText().replaceFirst(" looks .*", "")).toList());
        assertEquals(3, run.json().get("warnings").size());
        String many = IntStream.range(0, 25).mapToObj(i -> "ACME," + i + "E9,x,SIP\n").collect(Collectors.joining());
        assertTrue(importCsv(HEADER + many, "--dry-run").assertCode(0).err()
                .endsWith("Warning: There are 5 more such lines.\n"));
    }
}
