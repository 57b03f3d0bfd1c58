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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class KeyImportTest extends CommandLineTest {

    private static final String STRONG = "0c9d3f1f5a7e4b62a8d00c3e9b71f264";

    @BeforeEach
    void twoTenants() {
        TestDatabase.sql(DATABASE,
                "INSERT INTO tenant (id, code, name) VALUES (1, 'ACME', 'Acme Inc.'), (2, 'OTHER', 'Other')");
    }

    private Run load(String file, String... options) {
        String[] args = new String[options.length + 4];
        System.arraycopy(new String[] { "key", "import", "--output", "json" }, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return runWith(file, args);
    }

    private static int status(String key, String tenant) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=" + key).status();
    }

    private static String count() {
        return TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM api_key");
    }

    @Test
    void importedKeysAreAccepted() {
        assertEquals("{\"created\":2,\"unchanged\":0,\"weak\":0}\n", load("""
                tenant,scope,key,label,expires_at
                acme,read_only,%s,"CRM, main",2100-01-01
                OTHER,full,%sx,,
                """.formatted(STRONG, STRONG)).assertCode(0).out());
        assertEquals(200, status(STRONG, "ACME"));
        assertEquals(401, status(STRONG, "OTHER"));
        assertEquals(200, status(STRONG + "x", "OTHER"));
        assertEquals("ACME read_only CRM, main 2100-01-01T00:00:00Z",
                TestDatabase.sql(DATABASE,
                        "SELECT CONCAT_WS(' ', 'ACME', scope, label, DATE_FORMAT(expires_at, '%Y-%m-%dT%TZ'))"
                                + " FROM api_key WHERE tenant_id = 1"));
    }

    @Test
    void keysOfAnyFormatAreAccepted() {
        String json = "[{\"tenant\":\"ACME\",\"scope\":\"full\",\"key\":\"'=ключ +&\\\"😀 two  words, many of them\"}]";
        load(json, "--format", "json").assertCode(0);
        assertEquals(200,
                status("%27=%D0%BA%D0%BB%D1%8E%D1%87%20%2B%26%22%F0%9F%98%80%20two%20%20words,%20many%20of%20them", "ACME"));
        load("tenant,scope,key\nACME,full,\"'=an apostrophe that is part of it\"\n").assertCode(0);
        assertEquals(200, status("'=an%20apostrophe%20that%20is%20part%20of%20it", "ACME"));
        String ours = run("key", "create", "--global").out().strip();
        TestDatabase.sql(DATABASE, "DELETE FROM api_key");
        load("tenant,scope,key\nACME,full," + ours).assertCode(0);
        assertEquals(200, status(ours, "ACME"));
    }

    @Test
    void aSecondImportChangesNothing(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.csv"), "\uFEFFtenant,scope,key\r\nACME,full," + STRONG + "\r\n");
        load("", file.toString()).assertCode(0);
        assertEquals("{\"created\":0,\"unchanged\":1,\"weak\":0}\n", load("", file.toString()).assertCode(0).out());
        assertEquals("1", count());
    }

    @Test
    void aWeakKeyIsImportedWithAWarning() {
        String file = "tenant,scope,key\nACME,full,%s\nACME,full,1234\nACME,full,%s\n".formatted(STRONG, "ab".repeat(20));
        Run run = load(file).assertCode(0);
        assertEquals(
                "keys that are easy to guess because they are short or have few different characters: 2 (line 3, 4). Rotate them.",
                run.json().get("warnings").get(0).asText());
        assertEquals(200, status("1234", "ACME"));
        assertEquals("2", TestDatabase.sql(DATABASE, "SELECT SUM(weak) FROM api_key"));
        assertFalse((run.out() + run.err()).contains("1234"));
    }

    @Test
    void aKeyWithoutATenantNeedsTheGlobalOption() {
        String file = "tenant,scope,key\n,full," + STRONG + "\n";
        Run run = load(file).assertCode(1);
        assertTrue(run.error().get("details").get(0).get("message").asText().startsWith("Line 2: tenant is missing"),
                run.err());
        load(file, "--global").assertCode(0);
        assertEquals(200, status(STRONG, "OTHER"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "NONE,full,KEY | Line 3: tenant is not the code of a tenant.",
            "KEY,full,x | Line 3: tenant is not the code of a tenant.",
            "ACME,full,KEY,,2020-01-01 | Line 3: expires_at is in the past",
            "ACME,write,KEY | Line 3: scope must be full or read_only.",
            "ACME,,KEY | Line 3: scope must be full or read_only.",
            "ACME,full, | Line 3: key is empty.",
            "ACME,full,pbxkey_KEY | Line 3: key begins with pbxkey_, but is mistyped or incomplete.",
            "ACME,full,KEY,x,tomorrow | Line 3: expires_at must be a time such as 90d",
            "OTHER,full,STRONG | Line 3: key exists already as key",
            "ACME,full,\"KEY\"KEY | Line 3: a quoted cell must end with a quote, followed by a comma",
            "ACME,full,\"KEY | Line 3: a quoted cell must end with a quote, followed by a comma" })
    void aFileWithAnErrorIsRejectedAndNoKeyIsPrinted(String line, String message) {
        String key = "s3cr3t-s3cr3t-of-26-letters";
        String row = line.replace("KEY", key).replace("STRONG", STRONG);
        row += ",".repeat(4 - (int) row.chars().filter(c -> c == ',').count());
        Run run = load("tenant,scope,key,label,expires_at\nACME,full,%s,,\n%s\n".formatted(STRONG, row)).assertCode(1);
        assertTrue(run.error().get("details").get(0).get("message").asText().startsWith(message), run.err());
        assertFalse((run.out() + run.err()).contains(key) || (run.out() + run.err()).contains(STRONG), run.err());
        assertEquals("0", count());
    }

    @Test
    void aRevokedKeyIsNotImportedAgain() {
        String file = "tenant,scope,key\nACME,full," + STRONG;
        load(file).assertCode(0);
        run("key", "revoke", TestDatabase.sql(DATABASE, "SELECT id FROM api_key")).assertCode(0);
        assertTrue(load(file).assertCode(1).err().contains("which is revoked"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "KEY,full,ACME\n", "tenant,scope,KEY\n", "[{\"tenant\":\"ACME\",\"scope\":\"full\",\"key\":KEY}]",
            "[{\"KEY\":\"x\"}]", "KEY", "[\"KEY\"]" })
    void aKeyInTheWrongColumnIsNotPrinted(String file) {
        for (String format : List.of("csv", "json")) {
            Run run = load(file.replace("KEY", STRONG), "--format", format).assertCode(1);
            assertFalse((run.out() + run.err()).contains(STRONG), run.err());
        }
    }

    @Test
    void aKeyWithOuterWhitespaceTriggersAWarning() {
        Run run = load("tenant,scope,key\nACME,full, " + STRONG + "\n").assertCode(0);
        assertEquals("keys that start or end with whitespace, which a header can't transmit: 1 (line 2).",
                run.json().get("warnings").get(0).asText());
        assertEquals(200, status("%20" + STRONG, "ACME"));
    }

    @Test
    void aKeyWithInvisibleCharactersTriggersAWarning() {
        Run run = load("tenant,scope,key\nACME,full,\u200B" + STRONG + "\n").assertCode(0);
        assertEquals("keys with invisible characters: 1 (line 2).", run.json().get("warnings").get(0).asText());
        assertEquals(200, status("%E2%80%8B" + STRONG, "ACME"));
    }

    @Test
    void aMissingFileIsAFileError() {
        assertEquals("file_error", load("", "no-such-file.csv").assertCode(1).error().get("code").asText());
    }
}
