package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The reference over views of foreign tables, with a user who can only read the views. */
@QuarkusTest
@TestProfile(ViewsTest.Views.class)
public class ViewsTest extends ReferenceTest {

    public static class Views implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.settings("views", "reader");
        }
    }

    @Test
    void textIsComparedByTheCollationOfItsColumn() {
        assertEquals(200, RawHttp.get("/openapi.php/extensions?tenant=ubung&key=global-full-valid").status());
    }
}
