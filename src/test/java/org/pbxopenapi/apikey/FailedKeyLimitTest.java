package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Each test has a client address of its own, in X-Forwarded-For of a trusted proxy on this machine. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(FailedKeyLimitTest.Limited.class)
public class FailedKeyLimitTest {

    private static final String ACME = "/openapi.php/extensions?tenant=ACME";
    private static final String TOO_MANY = "{\"error\":{\"code\":\"too_many_requests\",\"message\":\"Too many requests.\"}}";
    private static final int BUDGET = 6;

    public static class Limited implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(TestDatabase.settings("pbx", EmbeddedMariaDb.ADMIN));
            settings.put("pbx.limit.failed-keys-per-minute", String.valueOf(BUDGET));
            settings.put("pbx.limit.requests-per-key-per-minute", "5"); // for KeyRateLimitTest
            settings.put("pbx.client.trusted-proxies", "127.0.0.0/8,10.9.9.9");
            return settings;
        }
    }

    private static Answer list(String key, String from) {
        return RawHttp.get(ACME, "X-API-Key: " + key, "X-Forwarded-For: " + from);
    }

    private static void spendBudget(String from) {
        for (int i = 0; i < BUDGET; i++) {
            assertEquals(401, list("guess-" + i, from).status());
        }
    }

    private static void assertTooMany(Answer answer) {
        assertEquals(429, answer.status());
        assertEquals(TOO_MANY, answer.body());
        int seconds = Integer.parseInt(answer.header("Retry-After"));
        assertTrue(seconds >= 1 && seconds <= 10, answer.header("Retry-After"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertEquals("application/json", answer.header("Content-Type"));
    }

    @Test
    void guessingIsRejectedButAValidKeyWorks() {
        spendBudget("192.0.2.1");
        assertTooMany(list("another guess", "192.0.2.1"));
        assertEquals(200, list("acme-full-valid", "192.0.2.1").status());
        assertEquals(200, list("global-read-only-valid", "192.0.2.1").status(), "nor need it be known before");
        assertTooMany(list("another guess", "192.0.2.1"));
        assertEquals(401, list("another guess", "192.0.2.2").status(), "from elsewhere");
    }

    /** Otherwise a response that is not counted would reveal a valid key. */
    @Test
    void allInvalidKeysCount() {
        String[] invalid = { "globex-full-valid", "acme-full-expired", "acme-full-revoked", "pbxkey_mistyped", "nobody's",
                "globex-read-valid" };
        assertEquals(BUDGET, invalid.length);
        for (String key : invalid) {
            assertEquals(401, list(key, "192.0.2.3").status(), key);
        }
        for (String key : invalid) {
            assertTooMany(list(key, "192.0.2.3"));
        }
    }

    @Test
    void theLimitIsReplenished() throws InterruptedException {
        spendBudget("192.0.2.4");
        Answer refused = list("another guess", "192.0.2.4");
        assertTooMany(refused);
        TestTicker.pass(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));
        assertEquals(401, list("another guess", "192.0.2.4").status());
        assertTooMany(list("another guess", "192.0.2.4"));
    }

    @Test
    void aMissingKeyDoesNotCount() {
        for (int i = 0; i < BUDGET * 2; i++) {
            assertEquals(401, RawHttp.get(ACME, "X-Forwarded-For: 192.0.2.5").status());
        }
        assertEquals(401, list("a guess", "192.0.2.5").status());
    }

    /** Entries before the last address that is not a trusted proxy come from the client. */
    @Test
    void anAddressCannotBeForged() {
        for (int i = 0; i < BUDGET; i++) {
            assertEquals(401, list("guess-" + i, "203.0.113." + i + ", 192.0.2.6").status());
        }
        assertTooMany(list("guess", "203.0.113.99, 192.0.2.6"));
        assertTooMany(list("guess", "203.0.113.99, 192.0.2.6, 10.9.9.9"));
        assertTooMany(list("guess", "192.0.2.6:4711"));
        assertEquals(401, list("guess", "192.0.2.6, 203.0.113.99").status());
    }

    /** An IPv6 client usually has 2^64 addresses. */
    @Test
    void anIpv6NetworkIsOneClient() {
        for (int i = 0; i < BUDGET; i++) {
            assertEquals(401, list("guess-" + i, "2001:db8:1:2::" + i).status());
        }
        assertTooMany(list("guess", "2001:db8:1:2:3:4:5:6"));
        assertTooMany(list("guess", "[2001:db8:1:2::ff]:80"));
        assertEquals(401, list("guess", "2001:db8:1:3::1").status());
    }

    /** Some proxies write IPv4 addresses as IPv6. */
    @Test
    void anIpv4MappedAddressIsTheIpv4Address() {
        for (int i = 0; i < BUDGET; i++) {
            assertEquals(401, list("guess-" + i, "::ffff:192.0.2.7").status());
        }
        assertTooMany(list("guess", "192.0.2.7"));
        assertEquals(401, list("guess", "::ffff:192.0.2.8").status());
    }

    @Test
    void anInvalidAddressIsIgnored() {
        String key = "acme-read-only-valid";
        for (String made : new String[] { "unknown", "", ",", "x, y", "[", "::::", "999.1.1.1", "a".repeat(500) }) {
            assertEquals(200, list(key, made).status(), made);
            key = key.startsWith("acme") ? "global-full-valid" : "acme-read-only-valid"; // each has five requests
        }
    }
}
