package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp.Answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** The reference of the endpoint, one test per sentence, in the same order. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ReferenceTest {

    static final String ACME = """
            [{"id":101,"number":"100","name":"ACME Reception","tech":"PJSIP"},\
            {"id":102,"number":"101","name":"ACME Büro \\"Süd\\" \\\\ 東京 😀","tech":"SIP"},\
            {"id":104,"number":"*99","name":"","tech":"CUSTOM"},\
            {"id":105,"number":"0102","name":"ACME Fax","tech":"VIRTUAL"}]""";

    private static JsonNode json(Answer answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static void assertList(String expected, Answer answer) {
        assertEquals(expected, answer.body());
        assertEquals(200, answer.status());
        assertEquals("application/json", answer.header("Content-Type"));
    }

    private static void assertError(int status, String code, String message, Answer answer) {
        assertEquals("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}", answer.body());
        assertEquals(status, answer.status());
        assertEquals("application/json", answer.header("Content-Type"));
    }

    @Test
    void itIsAJsonApiBasedOnTheOpenApiSpecification() throws Exception {
        assertEquals("3.0.3", json(RawHttp.get("/openapi.php")).get("openapi").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = { "acme-full-valid", "global-full-valid" })
    void theFullApiKeyIsSupportedGloballyAndForATenant(String key) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=" + key));
    }

    @ParameterizedTest
    @ValueSource(strings = { "acme-read-only-valid", "global-read-only-valid" })
    void theReadOnlyApiKeyIsSupportedGloballyAndForATenant(String key) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=" + key));
    }

    @Test
    void theListReturnsIdNumberNameAndTechnology() throws Exception {
        JsonNode first = json(RawHttp.get("/openapi.php/extensions?tenant=ACME&key=acme-full-valid")).get(0);
        assertEquals(List.of("id", "number", "name", "tech"), List.copyOf(fieldNames(first)));
        assertTrue(first.get("id").isIntegralNumber());
        assertTrue(first.get("number").isTextual() && first.get("name").isTextual() && first.get("tech").isTextual());
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php", "/openapi.php?spec=1", "/openapi.php/openapi.json", "/openapi.php/swagger.json",
            "/openapi.php/", "/openapi.php/openapi.json/", "/openapi.php/swagger.json/",
            "/openapi.php?spec=1&object=extension&action=list" })
    void theSpecificationIsAvailableFromFourAddressesWithoutAKey(String address) {
        Answer answer = RawHttp.get(address);
        assertEquals(200, answer.status());
        assertEquals("application/json", answer.header("Content-Type"));
        assertArrayEquals(RawHttp.get("/openapi.php").bytes(), answer.bytes());
    }

    @Test
    void theKeyCanBeAQueryParameter() {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=acme-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "X-API-Key", "x-api-key", "X-Api-Key" })
    void theKeyCanBeAHeader(String header) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME", header + ": acme-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Bearer acme-full-valid", "bearer acme-full-valid", "BEARER  acme-full-valid" })
    void theKeyCanBeABearerToken(String authorization) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME", "Authorization: " + authorization));
    }

    @Test
    void aTenantKeyRequiresTheTenantParameter() {
        Answer answer = RawHttp.get("/openapi.php/extensions?key=acme-full-valid");
        assertEquals(400, answer.status());
        assertTrue(answer.body().startsWith("{\"error\":{\"code\":\"tenant_required\",\"message\":\""), answer.body());
    }

    @Test
    void aGlobalKeyWithATenantReturnsOnlyThatTenantsExtensions() {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=global-full-valid"));
    }

    @Test
    void aGlobalKeyWithoutATenantReturnsTheExtensionsOfAllTenants() throws Exception {
        JsonNode all = json(RawHttp.get("/openapi.php/extensions?key=global-full-valid"));
        assertEquals(List.of("101", "102", "103", "104", "105", "201", "202", "203", "204", "205", "206"),
                all.findValuesAsText("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "object=extension&action=list", "object=extensions&action=list", "action=list&object=extension" })
    void theCompatibilityFormatGivesTheSameList(String query) {
        assertList(ACME, RawHttp.get("/openapi.php?" + query + "&tenant=ACME&key=acme-full-valid"));
        assertList(ACME, RawHttp.get("/openapi.php/?" + query + "&tenant=ACME", "X-API-Key: acme-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ACME", "acme", "Acme%20Inc.", "Acme+Inc.", "ACME+INC." })
    void theTenantIsGivenByCodeOrName(String tenant) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=acme-full-valid"));
    }

    @Test
    void aTrailingSlashChangesNothing() {
        assertList(ACME, RawHttp.get("/openapi.php/extensions/?tenant=ACME&key=acme-full-valid"));
    }

    @Test
    void aTenantWithoutExtensionsHasAnEmptyList() {
        assertList("[]", RawHttp.get("/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid"));
    }

    @Test
    void errorMissingApiKey() {
        assertError(401, "missing_api_key", "Missing API key.", RawHttp.get("/openapi.php/extensions?tenant=ACME"));
    }

    @Test
    void errorInvalidApiKey() {
        assertError(401, "invalid_api_key", "Invalid API key.", RawHttp.get("/openapi.php/extensions?tenant=ACME&key=wrong"));
    }

    @Test
    void errorTenantNotFound() {
        assertError(404, "tenant_not_found", "Tenant not found.",
                RawHttp.get("/openapi.php/extensions?tenant=no-such&key=global-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php/anything-else", "/anything-else", "/", "/openapi.php/extensions/101", "/q/health",
            "/openapi.php?object=tenant&action=list", "/openapi.php?object=extension&action=delete",
            "/openapi.php?object=extension",
            "/openapi.php?action=list", "/OPENAPI.PHP", "/openapi.phpx", "/openapi.php%2Fextensions" })
    void errorEndpointNotFound(String target) {
        assertError(404, "not_found", "Endpoint not found.", RawHttp.get(target));
        assertError(404, "not_found", "Endpoint not found.", RawHttp.get(target, "X-API-Key: global-full-valid"));
    }

    @ParameterizedTest
    @CsvSource({ "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "get" })
    void errorMethodNotAllowed(String method) {
        for (String path : List.of("/openapi.php/extensions?key=global-full-valid", "/openapi.php", "/anything-else")) {
            Answer answer = RawHttp.request(method, path);
            assertError(405, "method_not_allowed", "Only GET is supported by this endpoint.", answer);
            assertEquals("GET, OPTIONS", answer.header("Allow"));
        }
    }

    @Test
    void headIsNotAllowedEitherAndHasNoBody() {
        Answer answer = RawHttp.request("HEAD", "/openapi.php/extensions?key=global-full-valid");
        assertEquals(405, answer.status());
        assertEquals("", answer.body());
        assertEquals("GET, OPTIONS", answer.header("Allow"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void readOnlyKeysAreAllowedForTheListEndpoint() {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=global-read-only-valid"));
    }

    @Test
    void theEndpointDoesNotCreateAWebSession() {
        assertEquals(List.of(), RawHttp.get("/openapi.php/extensions?key=global-full-valid").headers("Set-Cookie"));
        assertEquals(List.of(), RawHttp.get("/openapi.php/extensions?key=wrong", "Cookie: PHPSESSID=1").headers("Set-Cookie"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "application/xml;q=1, */*;q=0", "nonsense", "a/b/c;;=",
            "application/json;charset=latin1" })
    void responsesAreAlwaysJson(String accept) {
        assertList(ACME, RawHttp.get("/openapi.php/extensions?tenant=ACME&key=acme-full-valid", "Accept: " + accept));
        assertEquals("application/json", RawHttp.get("/openapi.php", "Accept: " + accept).header("Content-Type"));
        assertError(404, "not_found", "Endpoint not found.", RawHttp.get("/x", "Accept: " + accept));
    }

    @ParameterizedTest
    @CsvSource({ "/openapi.php", "/openapi.php/extensions?key=global-full-valid", "/openapi.php/extensions", "/nowhere" })
    void corsIsEnabled(String target) {
        assertEquals("*", RawHttp.get(target).header("Access-Control-Allow-Origin"));
        assertEquals("*", RawHttp.get(target, "Origin: https://crm.example").header("Access-Control-Allow-Origin"));
        assertEquals("*", RawHttp.request("POST", target, "Origin: https://crm.example").header("Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php", "/openapi.php/extensions", "/nowhere", "/%zz" })
    void optionsReturnsHttp204ForBrowserPreflight(String target) {
        Answer answer = RawHttp.request("OPTIONS", target, "Origin: https://crm.example",
                "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: x-api-key, x-other");
        assertEquals(204, answer.status());
        assertEquals("", answer.body());
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertEquals("GET, OPTIONS", answer.header("Access-Control-Allow-Methods"));
        assertEquals("x-api-key, x-other", answer.header("Access-Control-Allow-Headers"));
        assertEquals("Authorization, X-API-Key",
                RawHttp.request("OPTIONS", target).header("Access-Control-Allow-Headers"));
    }
}
