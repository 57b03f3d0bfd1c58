package org.pbxopenapi.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(KeyRateTest.Limited.class)
public class KeyRateTest {

    public static class Limited implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(TestDatabase.settings("pbx", EmbeddedMariaDb.ADMIN));
            settings.put("pbx.limit.requests-per-key-per-minute", "5");
            return settings;
        }
    }

    private static Answer list(String key) {
        return RawHttp.get("/openapi.php/extensions?tenant=ACME", "X-API-Key: " + key);
    }

    @Test
    void aKeyHasSoManyRequestsAMinute() throws InterruptedException {
        for (int left = 4; left >= 0; left--) {
            Answer answer = list("acme-full-valid");
            assertEquals(200, answer.status());
            assertEquals("\"key\";q=5;w=60", answer.header("RateLimit-Policy"));
            assertTrue(answer.header("RateLimit").matches("\"key\";r=" + left + ";t=[1-6]?[0-9]"), answer.header("RateLimit"));
        }
        Answer refused = list("acme-full-valid");
        assertEquals("429 {\"error\":{\"code\":\"too_many_requests\",\"message\":\"Too many requests.\"}}",
                refused.status() + " " + refused.body());
        assertTrue(refused.header("RateLimit").startsWith("\"key\";r=0;t="), refused.header("RateLimit"));
        assertEquals(200, list("acme-read-only-valid").status(), "another key");
        TestTicker.pass(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))));
        assertEquals(200, list("acme-full-valid").status());
        assertEquals(429, list("acme-full-valid").status());
    }

    @Test
    void whatIsRefusedTellsNothingOfAnyKey() {
        Answer unknown = list("nobody's");
        assertEquals(List.of(), unknown.headers("RateLimit"));
        assertEquals(unknown.head().subList(0, 1), list("globex-full-valid").head().subList(0, 1));
        assertEquals(List.of(), list("globex-full-valid").headers("RateLimit"));
    }
}
