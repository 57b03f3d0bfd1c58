package org.pbxopenapi.error;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(DatabaseUnreachableTest.NoDatabase.class)
public class DatabaseUnreachableTest {

    public static class NoDatabase implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.url", "jdbc:mariadb://127.0.0.1:1/pbx",
                    "quarkus.datasource.username", "pbx");
        }
    }

    @Test
    void aListIsUnavailable() {
        Answer answer = RawHttp.get("/openapi.php/extensions?key=global-full-valid");
        assertEquals(
                "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}",
                answer.status() + " " + answer.body());
        assertEquals("5", answer.header("Retry-After"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void whatNeedsNoDatabaseIsAnsweredAsEver() {
        assertEquals(200, RawHttp.get("/openapi.php").status());
        assertEquals(401, RawHttp.get("/openapi.php/extensions").status());
        assertEquals(404, RawHttp.get("/nowhere").status());
        assertEquals(204, RawHttp.request("OPTIONS", "/openapi.php/extensions").status());
    }
}
