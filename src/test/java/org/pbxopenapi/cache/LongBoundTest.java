package org.pbxopenapi.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.queries;
import static org.pbxopenapi.TestDatabase.sql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Cached values are not read again; the cache is small and its maximum age long. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(LongBoundTest.Minutes.class)
public class LongBoundTest {

    public static class Minutes implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.bulk(Map.of("pbx.cache.max-age", "10M", "pbx.cache.max-size", "1M"));
        }
    }

    private static int list(String tenant, String key) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=" + key).status();
    }

    @Test
    void simultaneousMissesOfOneKeyCostOneQuery() {
        List<String> queries = queries(
                () -> IntStream.range(0, 100).parallel().forEach(i -> assertEquals(200, list("T30", "key-30"))));
        assertEquals(2, queries.size(), "one for the key and its tenant, one for the list: " + queries);
    }

    @Test
    void unknownApiKeysAreCachedToo() {
        List<String> queries = queries(
                () -> IntStream.range(0, 100).parallel().forEach(i -> assertEquals(401, list("T30", "unknown"))));
        assertEquals(1, queries.size(), queries.toString());
    }

    @Test
    void aCachedKeyExpiresOnTime() throws InterruptedException {
        sql("bulk", "UPDATE api_key SET expires_at = UTC_TIMESTAMP(6) + INTERVAL 3 SECOND WHERE tenant_id = 31");
        assertEquals(200, list("T31", "key-31"));
        TestTicker.pass(Duration.ofSeconds(3));
        assertEquals(List.of(), queries(() -> assertEquals(401, list("T31", "key-31"))));
    }

    @Test
    void aCachedKeyBecomesValidOnTime() throws InterruptedException {
        sql("bulk", "UPDATE api_key SET not_before = UTC_TIMESTAMP(6) + INTERVAL 3 SECOND WHERE tenant_id = 32");
        assertEquals(401, list("T32", "key-32"));
        TestTicker.pass(Duration.ofSeconds(3));
        List<String> queries = queries(() -> assertEquals(200, list("T32", "key-32")));
        assertEquals(1, queries.size(), "only the list: " + queries);
    }

    @Test
    void randomKeysAndTenantsDoNotEvictValidOnes() {
        List<String> queries = queries(() -> {
            for (int i = 0; i < 1000; i++) {
                if (i % 10 == 0) {
                    assertEquals(200, list("T33", "key-33"));
                }
                assertEquals(401, list("T33", "random-" + i));
                assertEquals(404, list("random-" + i, "global"));
            }
        });
        // A random tenant costs two queries: by code, then by code or name.
        assertTrue(queries.size() < 3000 + 20,
                queries.size() + " queries for 1000 random keys, 1000 random tenants, and 100 valid requests");
    }
}
