package org.pbxopenapi.openapi;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.error.ApiError;

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
                "If the change is intended, run the service: curl -o docs/openapi.json http://localhost:8080/openapi.php");
    }

    @Test
    void theDocumentHasWhatAClientGeneratorNeeds() throws Exception {
        JsonNode document = document();
        assertEquals("3.0.3", document.get("openapi").asText());
        assertEquals("Apache-2.0", document.at("/info/license/name").asText());
        assertFalse(document.at("/info/contact").isMissingNode());
        assertEquals("/", document.at("/servers/0/url").asText());
        assertEquals("[{\"apiKeyHeader\":[]},{\"bearer\":[]},{\"apiKeyQuery\":[]}]", document.get("security").toString());
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

    @Test
    void theHeaderIsTheFirstSecuritySchemeAndTheQueryTheLast() throws Exception {
        JsonNode document = document();
        List<String> schemes = List.of("apiKeyHeader", "bearer", "apiKeyQuery");
        assertEquals(schemes, names(document.at("/components/securitySchemes")));
        assertEquals(schemes, document.get("security").valueStream().flatMap(s -> names(s).stream()).toList());
        for (JsonNode path : document.get("paths")) {
            JsonNode security = path.at("/get/security");
            List<String> ofOperation = security.valueStream().flatMap(s -> names(s).stream()).toList();
            assertTrue(security.isMissingNode() || security.isEmpty() || ofOperation.equals(schemes), security::toString);
        }
        assertTrue(document.at("/components/securitySchemes/apiKeyQuery/description").asText().contains("old clients"));
    }

    @Test
    void namesAndDescriptionsSuitCommonTools() throws Exception {
        JsonNode document = document();
        List<String> parameters = names(document.at("/components/parameters"));
        assertTrue(parameters.contains("extensionNumber") && !parameters.contains("number"), parameters::toString);
        assertEquals("number", document.at("/components/parameters/extensionNumber/name").asText());
        assertTrue(document.at("/components/parameters/limit/description").asText().contains("from 1 to 1000"));
        List<String> summaries = document.findValuesAsText("summary");
        assertEquals(summaries.size(), Set.copyOf(summaries).size(), summaries::toString);
        assertEquals(Stream.of(ApiError.values()).map(ApiError::code).toList(),
                document.at("/components/schemas/ErrorDetail/properties/code/enum").valueStream().map(JsonNode::asText)
                        .toList());
    }

    @Test
    void responsesDocumentTheRequestIdHeader() throws Exception {
        Set<String> withoutId = Set.of("304", "414", "431", "505");
        JsonNode document = document();
        assertTrue(document.at("/components/headers/X-Request-Id").has("description"));
        for (JsonNode path : document.get("paths")) {
            path.at("/get/responses").properties().forEach(entry -> {
                String reference = entry.getValue().path("$ref").asText();
                JsonNode response = reference.isEmpty() ? entry.getValue() : document.at(reference.substring(1));
                assertTrue(response.at("/headers").has("X-Request-Id") || withoutId.contains(entry.getKey()),
                        entry::toString);
            });
        }
    }

    private static JsonNode document() throws Exception {
        return new ObjectMapper().readTree(RawHttp.get("/openapi.php").body());
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
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
