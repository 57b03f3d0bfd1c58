package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class TenantCommandTest extends CommandLineTest {

    private long create(String code, String name) {
        return run("tenant", "create", code, name, "--output", "json").assertCode(0).json().get("id").asLong();
    }

    @Test
    void aTenantIsCreatedListedRenamedAndDeleted() {
        long id = create("ACME", "Acme Inc. 東京 😀");
        assertEquals("[{\"id\":%d,\"code\":\"ACME\",\"name\":\"Acme Inc. 東京 😀\"}]\n".formatted(id),
                run("tenant", "list", "--output", "json").assertCode(0).out());
        assertEquals("Renamed tenant " + id + " to ACME (Acme GmbH).\n",
                run("tenant", "rename", "ACME", "--name", "Acme GmbH").assertCode(0).out());
        assertEquals("Renamed tenant " + id + " to acme-2 (Acme GmbH).\n",
                run("tenant", "rename", "acme", "--code", "acme-2").assertCode(0).out());
        assertEquals("Deleted tenant acme-2 (Acme GmbH), extensions: 0, keys: 0.\n",
                run("tenant", "delete", "ACME-2").assertCode(0).out());
        assertEquals("[]\n", run("tenant", "list", "--output", "json").assertCode(0).out());
    }

    @Test
    void aTextListEscapesControlCharacters() {
        long id = create("ACME", "Acme");
        TestDatabase.sql(DATABASE, "UPDATE tenant SET name = CONCAT('Acme', CHAR(27), '[31m')");
        assertEquals(List.of("id code name", id + " ACME Acme\\u001b[31m"),
                run("tenant", "list").assertCode(0).out().lines().map(line -> line.replaceAll(" +", " ")).toList());
    }

    @ParameterizedTest
    @CsvSource({ "ACME", "acme" })
    void aCodeIsUnique(String again) {
        create("ACME", "Acme");
        create("OTHER", "Other");
        assertEquals("tenant_exists",
                run("tenant", "create", again, "x", "--output", "json").assertCode(1).error().get("code").asText());
        assertEquals("tenant_exists",
                run("tenant", "rename", "OTHER", "--code", again, "--output", "json").assertCode(1).error().get("code")
                        .asText());
        assertEquals("2", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM tenant"));
    }

    @Test
    void anAmbiguousNameTriggersAWarning() {
        create("ACME", "Acme Inc.");
        Run run = run("tenant", "create", "OTHER", "acme").assertCode(0);
        assertTrue(run.err().startsWith("Warning: tenant ACME (Acme Inc.) has the same code or name."), run.err());
        assertEquals(1, run("tenant", "rename", "OTHER", "--name", "ACME inc.", "--code", "X", "--output", "json").assertCode(0)
                .json().get("warnings").size());
    }

    @Test
    void aTenantWithExtensionsOrKeysIsDeletedOnlyWithCascade() {
        long id = create("ACME", "Acme");
        TestDatabase.sql(DATABASE,
                "INSERT INTO extension (tenant_id, number, name, tech) VALUES (%d, '1', '', 'SIP')".formatted(id));
        TestDatabase.sql(DATABASE,
                "INSERT INTO api_key (tenant_id, key_hash, scope) VALUES (%d, UNHEX(SHA2('x', 256)), 'full')".formatted(id));
        Run rejected = run("tenant", "delete", "ACME").assertCode(1);
        assertEquals("Tenant ACME has extensions: 1, keys: 1. Use --cascade to delete them too.\n", rejected.err());
        assertEquals("1", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM extension"));
        assertEquals("{\"id\":%d,\"code\":\"ACME\",\"name\":\"Acme\",\"extensions\":1,\"keys\":1}\n".formatted(id),
                run("tenant", "delete", "ACME", "--cascade", "--output", "json").assertCode(0).out());
        assertEquals("0", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM extension"));
        assertEquals("0", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM api_key"));
    }

    @Test
    void aTenantThatDoesNotExistIsNotFound() {
        for (String command : new String[] { "delete", "rename" }) {
            Run run = "delete".equals(command) ? run("tenant", command, "NONE") : run("tenant", command, "NONE", "--name", "x");
            assertEquals("There is no tenant with this code.\n", run.assertCode(1).err());
        }
    }

    @Test
    void invalidCodesAndNamesAreRejected() {
        for (String code : new String[] { "", "x".repeat(65), "a\nb", " a", "a ", "a\u00A0", "\u202Aa\u202C", "a\u200Bb",
                "\uFEFFa" }) {
            assertEquals("invalid_value",
                    run("tenant", "create", code, "x", "--output", "json").assertCode(1).error().get("code").asText());
        }
        for (String name : new String[] { "", "x".repeat(256), "a\tb", " a", "a\u3000", "\u202Ea", "a\u2028b" }) {
            assertEquals("invalid_value",
                    run("tenant", "create", "A", name, "--output", "json").assertCode(1).error().get("code").asText());
        }
        run("tenant", "create", "😀".repeat(64), "x".repeat(255)).assertCode(0);
        run("tenant", "create", "FA", "می\u200Cخواهم 👨\u200D👩").assertCode(0);
    }
}
