package org.pbxopenapi.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
@WithTestResource(TestDatabase.class)
public class SwaggerUiTest {

    private static final String SKIPPED = "SKIPPED: Swagger UI is not tested, because none of the browsers " + Browser.NAMES
            + " is on the PATH";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATION = "document.querySelector('#operations-extension-listExtensions";
    private static final String RESPONSE = OPERATION + " .live-responses-table ";

    private static Browser browser;

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
            browser = null;
        }
    }

    @Test
    void swaggerUiIsOnTheManagementPort() {
        assertEquals("swagger-ui/", RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui").header("Location"));
        RawHttp.Answer page = RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui/");
        assertEquals(200, page.status());
        assertTrue(page.header("Content-Type").startsWith("text/html"));
        for (String file : new String[] { "start.js", "swagger-ui-bundle.js", "swagger-ui.css" }) {
            assertTrue(page.body().contains("\"" + file + "\""), file);
            assertEquals(200, RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui/" + file).status());
        }
        assertEquals(404, RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui/swagger-ui-bundle.js.map").status());
        assertEquals(404, RawHttp.get(TestDatabase.managementPort(), "/q/swagger-ui/..%2fapplication.properties").status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/swagger-ui", "/q/swagger-ui/", "/q/swagger-ui/index.html", "/q/swagger-ui/openapi.json",
            "/q/openapi", "/swagger-ui/index.html", "/swagger-ui/swagger-ui.css", "/openapi-ui/swagger-ui.css" })
    void swaggerUiIsNotOnTheEndpointsPort(String path) {
        RawHttp.Answer response = RawHttp.get(path);
        assertEquals(404, response.status());
        assertEquals("{\"error\":{\"code\":\"not_found\",\"message\":\"Endpoint not found.\"}}", response.body());
    }

    @ParameterizedTest
    @CsvSource({ "pbx.example:9000, pbx.example", "192.0.2.1, 192.0.2.1", "[::1]:9000, [::1]", "a_b, a_b",
            "'', localhost", "a%22b, localhost", "it's, localhost", "(x), localhost" })
    void itsDocumentIsTheEndpointsWithAServerOnTheSameHost(String asked, String host) throws Exception {
        JsonNode document = JSON.readTree(documentFor(asked).body());
        JsonNode expected = JSON.readTree(RawHttp.get("/openapi.php").body());
        assertEquals("http://" + host + ":" + RestAssured.port, document.at("/servers/0/variables/address/default").asText());
        ((ObjectNode) document).set("servers", expected.get("servers"));
        expected.at("/components/parameters").forEach(parameter -> ((ObjectNode) parameter).remove("example"));
        assertEquals(expected, document);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"><script>", "a\"b", "a b", "a/b", "user@a", "ü", "a\\b" })
    void aForgedHostIsRejected(String host) {
        RawHttp.Answer response = documentFor(host);
        assertEquals(400, response.status());
        assertFalse(response.body().contains(host));
    }

    @ParameterizedTest
    @ValueSource(strings = { "apiKeyQuery", "apiKeyHeader", "bearer" })
    void theListCanBeTriedWithAKey(String scheme) throws Exception {
        open();
        authorize(scheme, "acme-read-only-valid");
        tryList();
        assertEquals("200", status());
        assertEquals(JSON.readTree(RawHttp.get("/openapi.php/extensions?tenant=ACME&key=acme-read-only-valid").body()), body());
        assertTrue(browser.evaluate("document.body.innerText").asText().contains("ACME Büro"));
        assertEquals(0, browser.evaluate("localStorage.length + sessionStorage.length + document.cookie.length").asInt());
        for (JsonNode loaded : browser.evaluate("performance.getEntriesByType('resource').map(r => r.name)")) {
            String url = loaded.asText();
            assertTrue(url.startsWith(page()) || url.startsWith("data:")
                    || url.startsWith("http://localhost:" + RestAssured.port + "/openapi.php/extensions?"), url);
        }
    }

    @Test
    void onlyOperationsThatNeedAKeyHaveALock() throws Exception {
        open();
        browser.await(OPERATION + "')");
        assertEquals("operations-extension-listExtensions", browser.evaluate(
                "[...document.querySelectorAll('.opblock .authorization__btn')].map(b => b.closest('.opblock').id).join()")
                .asText());
        browser.click("document.querySelector('.auth-wrapper .authorize')");
        browser.await("document.querySelector('.auth-container')");
        assertEquals("apiKeyHeader,bearer,apiKeyQuery", browser.evaluate(
                "[...document.querySelectorAll('.auth-container h4 code')].map(name => name.innerText).join()").asText());
    }

    @Test
    void theBoundsOfLimitAreShown() throws Exception {
        open();
        browser.click(OPERATION + " .opblock-summary-control')");
        browser.await(OPERATION + " [data-param-name=limit] .parameter__extension')");
        String shown = browser.evaluate(OPERATION + " [data-param-name=limit]').innerText").asText();
        assertTrue(shown.contains("minimum: 1") && shown.contains("maximum: 1000"), shown);
    }

    @Test
    void anInvalidKeyIsRejected() throws Exception {
        open();
        authorize("apiKeyHeader", "no-such-key");
        tryList();
        assertEquals("401", status());
        assertEquals("{\"error\":{\"code\":\"invalid_api_key\",\"message\":\"Invalid API key.\"}}", body().toString());
    }

    @Test
    void theEndpointsAddressCanBeChanged() throws Exception {
        open();
        String address = "http://127.0.0.1:" + RestAssured.port;
        browser.type("document.querySelector('.servers input')", address);
        authorize("apiKeyHeader", "acme-full-valid");
        tryList();
        assertEquals("200", status());
        browser.await(OPERATION + " .request-url').innerText.endsWith('" + address + "/openapi.php/extensions?tenant=ACME')");
    }

    private static String page() {
        return "http://localhost:" + TestDatabase.managementPort() + "/q/swagger-ui/";
    }

    private static RawHttp.Answer documentFor(String host) {
        return RawHttp.send(TestDatabase.managementPort(), ("GET /q/swagger-ui/openapi.json HTTP/1.1\r\nHost: " + host
                + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
    }

    private static void open() throws Exception {
        Optional<Path> program = Browser.find();
        if (program.isEmpty()) {
            System.err.println(SKIPPED); // Maven does not print the reason
        }
        assumeTrue(program.isPresent(), SKIPPED);
        if (browser == null) {
            browser = Browser.start(program.get());
        }
        browser.open(page());
    }

    private static void authorize(String scheme, String key) throws Exception {
        String form = "[...document.querySelectorAll('.auth-container')].find(f => f.innerText.includes('" + scheme + "'))?";
        browser.click("document.querySelector('.auth-wrapper .authorize')");
        browser.type(form + ".querySelector('input')", key);
        browser.click(form + ".querySelector('.authorize')");
        browser.click("document.querySelector('.btn-done')");
    }

    private static void tryList() throws Exception {
        browser.click(OPERATION + " .opblock-summary-control')");
        browser.type(OPERATION + " [data-param-name=tenant] input')", "ACME");
        browser.click(OPERATION + " .execute')");
        browser.await(RESPONSE + ".highlight-code')");
    }

    private static String status() throws Exception {
        return browser.evaluate(RESPONSE + "tbody .response-col_status').innerText").asText().strip();
    }

    private static JsonNode body() throws Exception {
        return JSON.readTree(browser.evaluate(RESPONSE + ".highlight-code code').textContent").asText());
    }
}
