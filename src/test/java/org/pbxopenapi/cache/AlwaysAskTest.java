package org.pbxopenapi.cache;

import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** With {@code pbx.cache.max-age=0}, no response is older than its request, even under load. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(AlwaysAskTest.Zero.class)
public class AlwaysAskTest {

    private static final String LIST = "/openapi.php/extensions?tenant=T20&key=key-20";

    public static class Zero implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.bulk(Map.of("pbx.cache.max-age", "0"));
        }
    }

    @Test
    void aChangeIsVisibleAtOnceUnderLoad() throws InterruptedException {
        AtomicBoolean stopped = new AtomicBoolean();
        List<Thread> others = Stream.generate(() -> new Thread(() -> {
            while (!stopped.get()) {
                RawHttp.get(LIST);
            }
        })).limit(8).collect(toList());
        others.forEach(Thread::start);
        try {
            for (int i = 0; i < 200; i++) {
                sql("bulk", "UPDATE extension SET name = 'Change " + i + "' WHERE tenant_id = 20 AND number = '101'");
                Answer answer = RawHttp.get(LIST);
                assertTrue(answer.body().contains("\"Change " + i + "\""), answer.body());
            }
        } finally {
            stopped.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
    }

    @Test
    void aRevokedKeyIsRejectedAtOnce() {
        for (int i = 0; i < 20; i++) {
            assertEquals(200, RawHttp.get("/openapi.php/extensions?tenant=T21&key=key-21").status());
            sql("bulk", "UPDATE api_key SET revoked_at = UTC_TIMESTAMP() WHERE tenant_id = 21");
            assertEquals(401, RawHttp.get("/openapi.php/extensions?tenant=T21&key=key-21").status());
            sql("bulk", "UPDATE api_key SET revoked_at = NULL WHERE tenant_id = 21");
        }
    }
}
