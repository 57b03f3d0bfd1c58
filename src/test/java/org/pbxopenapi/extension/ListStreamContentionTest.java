package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;
import org.pbxopenapi.extension.ListStreamTest.SlowClient;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ListStreamContentionTest.Patient.class)
class ListStreamContentionTest {

    public static class Patient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.bulk(Map.of("pbx.stream.max-concurrent", "5"));
        }
    }

    @Test
    void aClientThatTakesNothingGivesWayToOthersSooner() throws Exception {
        try (SlowClient one = new SlowClient(); SlowClient two = new SlowClient(); SlowClient three = new SlowClient()) {
            for (SlowClient client : List.of(one, two, three)) {
                client.read(100);
            }
            assertEquals(503, RawHttp.get(ListStreamTest.BIG).status());
            Thread.sleep(1000); // until the sockets are full
            TestTicker.pass(Duration.ofSeconds(11));
            ListStreamTest.awaitStatus(200);
        }
    }
}
