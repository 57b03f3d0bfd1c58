package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.apikey.ApiKey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class KeyCommandTest extends CommandLineTest {

    private static final String INVALID_CHECKSUM = "pbxkey_0000000000000000000000000000000000000";

    @BeforeEach
    void twoTenants() {
        TestDatabase.sql(DATABASE,
                "INSERT INTO tenant (id, code, name) VALUES (1, 'ACME', 'Acme Inc.'), (2, 'OTHER', 'Other')");
    }

    private JsonNode json(String command, String... options) {
        return runJson(command, options).assertCode(0).json();
    }

    private String error(String command, String... options) {
        return runJson(command, options).assertCode(1).error().get("code").asText();
    }

    private Run runJson(String command, String... options) {
        return run(Stream.concat(Stream.of("key", command, "--output", "json"), Stream.of(options)).toArray(String[]::new));
    }

    private Run check(String key, String... options) {
        return runWith(key + "\n", Stream.concat(Stream.of("key", "check", "--output", "json"), Stream.of(options))
                .toArray(String[]::new));
    }

    private String reason(String key, String... options) {
        return check(key, options).assertCode(1).json().get("reason").asText();
    }

    private static int status(String key, String tenant) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant, "X-API-Key: " + key).status();
    }

    private static Instant time(JsonNode key, String member) {
        return Instant.parse(key.get(member).asText());
    }

    private static void assertAbout(Duration expected, Instant from, Instant to) {
        long off = Duration.between(from.plus(expected), to).abs().toSeconds();
        assertTrue(off < 60, from + " to " + to + " is not about " + expected);
    }

    @Test
    void aTenantKeyOpensItsTenantAndIsShownOnce() {
        Run run = run("key", "create", "--tenant", "acme", "--label", "CRM").assertCode(0);
        String key = run.out().strip();
        assertTrue(key.matches("pbxkey_[0-9A-Za-z]{36}"), key);
        assertTrue(
                run.err().matches(
                        "Created key \\d+ \\(read_only\\) for tenant ACME\\. Store it now: it can't be shown again\\.\\n"),
                run.err());
        assertEquals(200, status(key, "ACME"));
        assertEquals(401, status(key, "OTHER"));
        ObjectNode listed = (ObjectNode) json("list").get(0);
        assertAbout(Duration.ZERO, Instant.now(), time(listed, "created_at"));
        assertEquals("""
                {"tenant":"ACME","global":false,"scope":"read_only","state":"valid","label":"CRM","not_before":null,\
                "expires_at":null,"revoked_at":null,"weak":false}""", listed.without(List.of("id", "created_at")).toString());
        String table = run("key", "list").assertCode(0).out();
        String row = TestDatabase.sql(DATABASE,
                "SELECT CONCAT_WS(' ', id, HEX(key_hash), key_hash, scope, label) FROM api_key");
        assertFalse((table + row).contains(key.substring(7, 20)));
    }

    @Test
    void aGlobalFullKeyOpensAllTenants() {
        JsonNode created = json("create", "--global", "--scope", "full");
        assertEquals(200, status(created.get("key").asText(), "OTHER"));
        assertEquals("full", created.get("scope").asText());
        assertTrue(created.get("global").asBoolean() && created.get("tenant").isNull());
    }

    @Test
    void aListCanBeFilteredByTenantOrGlobalKeys() {
        json("create", "--global");
        json("create", "--tenant", "ACME");
        json("create", "--tenant", "OTHER");
        assertEquals(3, json("list").size());
        assertEquals(List.of("ACME"), json("list", "--tenant", "ACME").findValuesAsText("tenant"));
        assertEquals(1, json("list", "--global").size());
        assertEquals("tenant_not_found", error("list", "--tenant", "NONE"));
    }

    @Test
    void aKeyIsValidBetweenItsTimesByTheDatabaseClock() {
        JsonNode created = json("create", "--global", "--not-before", "1h", "--expires", "90d");
        assertAbout(Duration.ofHours(1), Instant.now(), time(created, "not_before"));
        assertAbout(Duration.ofDays(90), Instant.now(), time(created, "expires_at"));
        assertEquals("not_yet_valid", created.get("state").asText());
        assertEquals("key_not_yet_valid", reason(created.get("key").asText()));
        assertEquals(created.get("expires_at").asText().substring(0, 19).replace('T', ' '),
                TestDatabase.sql(DATABASE, "SELECT DATE_FORMAT(expires_at, '%Y-%m-%d %H:%i:%s') FROM api_key"));
        JsonNode dated = json("create", "--global", "--expires", "2100-01-01", "--not-before", "2026-01-01T12:00:00Z");
        assertEquals("valid", dated.get("state").asText());
        assertEquals(Instant.parse("2100-01-01T00:00:00Z"), time(dated, "expires_at"));
        assertEquals(Instant.parse("2026-01-01T12:00:00Z"), time(dated, "not_before"));
    }

    @Test
    void invalidTimesLabelsAndTenantsCreateNoKey() {
        assertEquals("invalid_value", error("create", "--global", "--expires", "2020-01-01"));
        assertEquals("invalid_value", error("create", "--global", "--expires", "1h", "--not-before", "2h"));
        assertEquals("invalid_value", error("create", "--global", "--expires", "999999w"));
        assertEquals("invalid_value", error("create", "--global", "--label", "x".repeat(256)));
        assertEquals("tenant_not_found", error("create", "--tenant", "NONE"));
        assertEquals("0", TestDatabase.sql(DATABASE, "SELECT COUNT(*) FROM api_key"));
    }

    @Test
    void aRevokedKeyStaysRevoked() {
        JsonNode created = json("create", "--tenant", "ACME");
        String id = created.get("id").asText();
        Instant revoked = time(json("revoke", id), "revoked_at");
        assertEquals("revoked_key", reason(created.get("key").asText(), "--tenant", "ACME"));
        assertEquals(revoked, time(json("revoke", id), "revoked_at"));
        assertEquals("revoked", json("list").get(0).get("state").asText());
        assertEquals("key_not_valid", error("rotate", id));
        assertEquals("key_not_found", error("revoke", "4711"));
    }

    @Test
    void aRotatedKeyExpiresAfterTheOverlapAndTheNewKeyHasItsLifetime() {
        JsonNode old = json("create", "--tenant", "ACME", "--scope", "full", "--label", "CRM", "--expires", "30d");
        JsonNode now = json("rotate", old.get("id").asText());
        assertEquals(200, status(old.get("key").asText(), "ACME"));
        assertEquals(200, status(now.get("key").asText(), "ACME"));
        assertNotEquals(old.get("key"), now.get("key"));
        for (String same : List.of("tenant", "scope", "label")) {
            assertEquals(old.get(same), now.get(same));
        }
        assertAbout(Duration.ofDays(30), Instant.now(), time(now, "expires_at"));
        assertEquals(old.get("id"), now.get("replaces").get("id"));
        assertAbout(Duration.ofHours(24), Instant.now(), time(now.get("replaces"), "expires_at"));
    }

    @Test
    void aRotatedKeyWithoutOverlapExpiresAtOnceAndNoOverlapExtendsAKey() {
        JsonNode endless = json("create", "--global");
        JsonNode rotated = json("rotate", endless.get("id").asText(), "--overlap", "0s", "--expires", "1d");
        assertEquals("expired_key", reason(endless.get("key").asText()));
        assertEquals("expired", rotated.get("replaces").get("state").asText());
        JsonNode again = json("rotate", rotated.get("id").asText(), "--overlap", "2d");
        assertAbout(Duration.ofDays(1), Instant.now(), time(again.get("replaces"), "expires_at"));
        assertTrue(json("rotate", json("create", "--global").get("id").asText()).get("expires_at").isNull());
    }

    /** 02:30 does not exist that night in Berlin, where clocks go forward, but it does in UTC. */
    @Test
    void timesAreTheSameInAnyTimeZone() {
        TestDatabase.sql(DATABASE, "INSERT INTO api_key (id, key_hash, scope, expires_at)"
                + " VALUES (30, UNHEX(SHA2('x', 256)), 'full', '2040-03-25 02:30:00.000001')");
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try {
            assertEquals("2040-03-25T02:30:00.000001Z", json("list").get(0).get("expires_at").asText());
            json("revoke", "30");
            assertEquals("2040-03-25 02:30:00.000001",
                    TestDatabase.sql(DATABASE, "SELECT CAST(expires_at AS CHAR) FROM api_key"));
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aKeyRevokedDuringItsRotationStaysRevoked() {
        long id = json("create", "--global").get("id").asLong();
        QuarkusTransaction.requiringNew().run(() -> {
            ApiKey old = ApiKey.findByNumber(id).orElseThrow();
            TestDatabase.sql(DATABASE, "UPDATE api_key SET revoked_at = UTC_TIMESTAMP() WHERE id = " + id);
            old.expiresAt = Instant.now().plusSeconds(60);
            old.update();
        });
        assertEquals("revoked", json("list").get(0).get("state").asText());
    }

    @Test
    void aCheckReportsTheReasonOfTheFilter() {
        String acme = json("create", "--tenant", "ACME").get("key").asText();
        String global = json("create", "--global").get("key").asText();
        assertEquals("ACME", check(acme, "--tenant", "acme inc.").assertCode(0).json().get("tenant").asText());
        assertTrue(check(global).assertCode(0).json().get("tenant").isNull());
        assertEquals("tenant_missing", reason(acme));
        assertEquals("wrong_tenant", reason(acme, "--tenant", "OTHER"));
        assertEquals("wrong_tenant", reason(acme, "--tenant", "NONE"));
        assertEquals("unknown_tenant", reason(global, "--tenant", "NONE"));
        assertEquals("unknown_key", reason("unknown-key"));
        assertEquals("mistyped_key", reason(acme.substring(0, 42)));
        assertEquals("no_key", reason(""));
        Run text = runWith("unknown-key", "key", "check").assertCode(1);
        assertEquals("Rejected: the key is unknown. The client receives 401 invalid_api_key.\n", text.out());
    }

    @Test
    void aKeyThatCannotBePrintedIsNotCreated() {
        String id = json("create", "--global").get("id").asText();
        for (List<String> args : List.of(List.of("key", "create", "--global"),
                List.of("key", "rotate", id, "--overlap", "0s"))) {
            PrintWriter full = new PrintWriter(Writer.nullWriter()) {
                @Override
                public boolean checkError() {
                    return true;
                }
            };
            assertEquals(1, CommandRunner.commands(factory).setOut(full).setErr(new PrintWriter(Writer.nullWriter()))
                    .execute(args.toArray(String[]::new)));
        }
        assertEquals("1 0", TestDatabase.sql(DATABASE, "SELECT CONCAT(COUNT(*), ' ', COUNT(expires_at)) FROM api_key"));
    }

    @Test
    void aFileWithAKeyIsNotExpandedToArguments(@TempDir Path folder) throws IOException {
        String file = Files.writeString(folder.resolve("key"), INVALID_CHECKSUM).toString();
        for (String command : List.of("check", "revoke", "import")) {
            Run run = run("key", command, "@" + file);
            assertFalse((run.out() + run.err()).contains(INVALID_CHECKSUM), run.err());
        }
        assertEquals("tenant_not_found", error("create", "--tenant", INVALID_CHECKSUM));
        assertFalse(runJson("create", "--tenant", INVALID_CHECKSUM).err().contains(INVALID_CHECKSUM));
        assertFalse(runJson("import", INVALID_CHECKSUM).err().contains(INVALID_CHECKSUM));
    }

    @Test
    void rotatingAKeyThatIsNotYetValidKeepsItsTimes() {
        JsonNode old = json("create", "--global", "--not-before", "1h", "--expires", "2h");
        JsonNode now = json("rotate", old.get("id").asText());
        assertEquals("not_yet_valid", now.get("state").asText());
        assertEquals(old.get("not_before"), now.get("not_before"));
        assertEquals(old.get("expires_at"), now.get("expires_at"));
    }

    @Test
    void usageErrorsAreJsonToo() {
        for (String option : List.of("--output json", "--output=json")) {
            Run run = run(("key revoke x " + option).split(" ")).assertCode(2);
            assertEquals("usage", run.error().get("code").asText());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { INVALID_CHECKSUM, "pbxkey_", "pbxkey_short", "pbxkey_é" })
    void aMistypedKeyIsRejectedWithoutAQuery(String key) {
        List<String> queries = TestDatabase.queries(() -> assertEquals(401, status(key, "ACME")));
        assertEquals(List.of(), queries.stream().filter(query -> query.contains("api_key")).toList());
    }

    @Test
    void everyTypoInAKeyIsDetected() {
        String key = json("create", "--global").get("key").asText();
        for (int i = "pbxkey_".length(); i < key.length(); i++) {
            char other = key.charAt(i) == 'x' ? 'y' : 'x';
            assertEquals("mistyped_key", reason(key.substring(0, i) + other + key.substring(i + 1)));
        }
    }

    @Test
    void aKeyPassedAsAnArgumentIsNotPrinted() {
        for (List<String> args : List.of(List.of("key", "check", INVALID_CHECKSUM),
                List.of("key", "revoke", INVALID_CHECKSUM),
                List.of("key", INVALID_CHECKSUM), List.of("key", "check", "-k" + INVALID_CHECKSUM),
                List.of("key", "check", "--" + INVALID_CHECKSUM), List.of("key", "check", "--key=" + INVALID_CHECKSUM),
                List.of("key", "create", "--global", "--expires=" + INVALID_CHECKSUM),
                List.of("key", "create", "--global", "--scope", INVALID_CHECKSUM))) {
            Run run = run(args.toArray(String[]::new)).assertCode(2);
            assertFalse((run.out() + run.err()).contains(INVALID_CHECKSUM), run.err());
        }
    }
}
