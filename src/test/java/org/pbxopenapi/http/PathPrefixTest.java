package org.pbxopenapi.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.EverythingOn;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(EverythingOn.class)
public class PathPrefixTest {

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php/extensions?", "/openapi.php/extensions/?",
            "/openapi.php?object=extension&action=list&" })
    void everythingIsServedBelowThePrefix(String path) {
        assertEquals("[]", RawHttp.get("/mirtapbx" + path + "tenant=EMPTY&key=empty-full-valid").body());
        assertEquals(404, RawHttp.get(path + "tenant=EMPTY&key=empty-full-valid").status());
        assertEquals(404, RawHttp.get("/mirtapbxx" + path + "tenant=EMPTY&key=empty-full-valid").status());
        assertEquals(404, RawHttp.get("/mirtapbx/mirtapbx" + path + "tenant=EMPTY&key=empty-full-valid").status());
    }

    @Test
    void theServerOfTheDocumentHasThePrefix() throws Exception {
        String document = RawHttp.get("/mirtapbx/openapi.php").body();
        assertEquals("/mirtapbx", new ObjectMapper().readTree(document).at("/servers/0/url").asText());
        assertEquals(document, RawHttp.get("/mirtapbx/openapi.php/swagger.json").body());
        assertTrue(RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui/openapi.json").body()
                .contains("\"http://pbx:" + RestAssured.port + "/mirtapbx\""));
    }

    @Test
    void outsideThePrefixOtherMethodsAreRejectedAndPreflightsAllowed() {
        assertEquals(405, RawHttp.request("POST", "/openapi.php/extensions").status());
        assertEquals(405, RawHttp.request("POST", "/mirtapbx/openapi.php/extensions").status());
        assertEquals(204, RawHttp.request("OPTIONS", "/openapi.php/extensions").status());
        assertTrue(RawHttp.get("/mirtapbx").body().contains("not_found"));
    }
}
