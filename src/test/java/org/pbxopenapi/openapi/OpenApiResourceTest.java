package org.pbxopenapi.openapi;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

import com.atlassian.oai.validator.restassured.OpenApiValidationFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestDatabase.class)
public class OpenApiResourceTest {

    private static final Path COMMITTED = Path.of("docs", "openapi.json");

    @Test
    void theDocumentIsTheOneInDocs() throws Exception {
        assertEquals(Files.readString(COMMITTED, UTF_8), RawHttp.get("/openapi.php").body(),
                "If the change is meant: ./mvnw package -Dmaven.test.skip && cp target/openapi/openapi.json docs/");
    }

    @Test
    void itHasWhatAClientGeneratorNeeds() throws Exception {
        JsonNode document = new ObjectMapper().readTree(RawHttp.get("/openapi.php").body());
        assertEquals("3.0.3", document.get("openapi").asText());
        assertEquals("Apache-2.0", document.at("/info/license/name").asText());
        assertFalse(document.at("/info/contact").isMissingNode());
        assertEquals("/", document.at("/servers/0/url").asText());
        assertEquals("[{\"apiKeyQuery\":[]},{\"apiKeyHeader\":[]},{\"bearer\":[]}]", document.get("security").toString());
        for (JsonNode path : document.get("paths")) {
            for (JsonNode operation : path) {
                assertFalse(operation.get("operationId").asText().isEmpty());
                assertFalse(operation.get("tags").isEmpty());
                for (String status : new String[] { "200", "400", "404", "405", "414", "431", "500" }) {
                    assertFalse(operation.at("/responses/" + status).isMissingNode(), operation.get("operationId") + status);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
            "/openapi.php, , 200",
            "/openapi.php?spec=1, , 200",
            "/openapi.php/openapi.json, , 200",
            "/openapi.php/swagger.json, , 200",
            "/openapi.php/extensions, global-full-valid, 200",
            "/openapi.php/extensions?tenant=EMPTY, empty-full-valid, 200",
            "/openapi.php?object=extension&action=list&tenant=ACME, acme-read-only-valid, 200",
            "/openapi.php/extensions, acme-full-valid, 400",
            "/openapi.php/extensions?tenant=GLOBEX, acme-full-valid, 401",
            "/openapi.php/extensions?tenant=no-such, global-full-valid, 404" })
    void answersAreAsTheDocumentSays(String target, String key, int status) {
        OpenApiValidationFilter asDocumented = new OpenApiValidationFilter(COMMITTED.toString());
        var request = given().filter(asDocumented).urlEncodingEnabled(false);
        if (key != null) {
            request.header("X-API-Key", key);
        }
        request.get(target).then().statusCode(status);
    }
}
