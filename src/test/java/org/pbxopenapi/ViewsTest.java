package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The reference once more, on views over somebody else's tables, for a user who may only read the views. */
@QuarkusTest
@TestProfile(ViewsTest.Views.class)
public class ViewsTest extends ReferenceTest {

    public static class Views implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(TestDatabase.settings("views", "reader"));
            settings.put("quarkus.flyway.migrate-at-start", "false");
            return settings;
        }
    }

    @Test
    void equalityIsTheColumnsOwnCollation() {
        assertEquals(200, RawHttp.get("/openapi.php/extensions?tenant=ubung&key=global-full-valid").status());
    }
}
