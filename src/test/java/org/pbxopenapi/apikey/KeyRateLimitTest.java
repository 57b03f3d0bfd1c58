package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(FailedKeyLimitTest.Limited.class)
public class KeyRateLimitTest {

    /** Uses keys that {@link FailedKeyLimitTest}, which shares the process, does not use. */
    private static Answer list(String tenant) {
        return list(tenant, tenant.toLowerCase(Locale.ROOT) + "-full-valid");
    }

    private static Answer list(String tenant, String key) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant, "X-API-Key: " + key);
    }

    @Test
    void aKeyHasALimitPerMinute() throws InterruptedException {
        for (int left = 4; left >= 0; left--) {
            Answer answer = list("EMPTY");
            assertEquals(200, answer.status());
            assertEquals("\"key\";q=5;w=60", answer.header("RateLimit-Policy"));
            assertTrue(answer.header("RateLimit").matches("\"key\";r=" + left + ";t=[1-6]?[0-9]"), answer.header("RateLimit"));
        }
        Answer refused = list("EMPTY");
        assertEquals("429 {\"error\":{\"code\":\"too_many_requests\",\"message\":\"Too many requests.\"}}",
                refused.status() + " " + refused.body());
        assertTrue(refused.header("RateLimit").startsWith("\"key\";r=0;t="), refused.header("RateLimit"));
        assertEquals(200, list("SHADOW").status(), "another key");
        TestTicker.pass(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));
        assertEquals(200, list("EMPTY").status());
        assertEquals(429, list("EMPTY").status());
    }

    @Test
    void aRejectedRequestHasNoHeadersOfTheLimit() {
        Answer unknown = list("ACME", "nobody's");
        assertEquals(List.of(), unknown.headers("RateLimit"));
        assertEquals(unknown.head().subList(0, 1), list("ACME", "globex-full-valid").head().subList(0, 1));
        assertEquals(List.of(), list("ACME", "globex-full-valid").headers("RateLimit"));
    }
}
