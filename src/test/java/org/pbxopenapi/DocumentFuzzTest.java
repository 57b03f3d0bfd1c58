package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.DocumentRequests.Request;
import org.pbxopenapi.RawHttp.Answer;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Fuzz test with random requests for the operations of the OpenAPI document. Every response is documented for its operation,
 * and has only rows that the keys of the request give access to. {@link ArbitraryRequestsTest} tells how to repeat a failure.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class DocumentFuzzTest {

    private static final Path DOCUMENT = Path.of("docs", "openapi.json");
    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String ACME = "/openapi.php/extensions?tenant=ACME&key=acme-full-valid";
    private static final String ALL = "";
    /** Tenants of the valid keys. */
    private static final Map<String, String> TENANTS = Map.of("acme-full-valid", "ACME", "acme-read-only-valid", "ACME",
            "globex-full-valid", "GLOBEX", "empty-full-valid", "EMPTY", "twin-b-full-valid", "TWIN-B", "shadow-full-valid",
            "SHADOW", "global-full-valid", ALL, "global-read-only-valid", ALL, "two words", ALL);
    private static final List<String> INVALID_KEYS = List.of("unknown", "", "acme-full-revoked", "acme-full-expired",
            "acme-full-not-yet", "global-full-revoked", "global-full-not-yet", "ACME-FULL-VALID", "acme-full-valid\u0000");
    private static final Set<String> EXPECTED_RESULTS = Set.of("200", "304", "400", "401", "404", "405", "414", "431", "505",
            "rows");

    private final Map<String, Integer> seen = new TreeMap<>();
    private final Map<String, Set<Long>> rows = new TreeMap<>();
    private final JsonNode document = read();
    private final OpenApiInteractionValidator validator = OpenApiInteractionValidator.createFor(DOCUMENT.toString()).build();

    private static JsonNode read() {
        try {
            return STRICT.readTree(DOCUMENT.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, List<String>> likely() {
        Answer page = RawHttp.get(ACME + "&limit=1");
        String cursor = page.header("Link").replaceFirst(".*&cursor=(.*)>.*", "$1");
        return Map.of("tenant",
                List.of("ACME", "ACME", "ACME", "acme", "Acme Inc.", "GLOBEX", "EMPTY", "Twin", "TWIN-B", "SHADOW", "no-such"),
                "tech", List.of("SIP", "PJSIP", "sip"), "number", List.of("100", "0102", "*99", "102"),
                "search", List.of("recep", "Büro", "%", "_", "10"), "cursor", List.of(cursor, cursor.toLowerCase()),
                "If-None-Match", List.of("*", "*", "*", "\"x\"", page.header("ETag"), RawHttp.get(ACME).header("ETag")));
    }

    @Test
    void everyResponseIsDocumented() {
        TENANTS.forEach((key, tenant) -> rows.put(key, rowsOf(tenant)));
        List<String> valid = TENANTS.keySet().stream().sorted().toList();
        List<String> keys = Stream.of(valid, valid, valid, INVALID_KEYS).flatMap(List::stream).toList();
        RandomValues random = new RandomValues();
        DocumentRequests requests = new DocumentRequests(random, document, likely(), keys, Set.of("tenant", "If-None-Match"));
        random.forAll(RandomValues.REQUESTS, requests::next, request -> check(request, RawHttp.send(request.bytes())));
        assertTrue(seen.keySet().containsAll(EXPECTED_RESULTS), random + ": " + seen);
    }

    private static Set<Long> rowsOf(String tenant) {
        String ids = TestDatabase.sql("pbx", "SELECT COALESCE(GROUP_CONCAT(e.id), '') FROM extension e"
                + " JOIN tenant t ON t.id = e.tenant_id WHERE '" + tenant + "' IN (t.code, '')");
        return Stream.of(ids.split(",")).filter(id -> !id.isEmpty()).map(Long::valueOf).collect(toSet());
    }

    private void count(String result) {
        seen.merge(result, 1, Integer::sum);
    }

    private void check(Request request, Answer answer) throws IOException {
        count(String.valueOf(answer.status()));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertEquals(List.of(), answer.headers("Set-Cookie"));
        if (hasNoBody(request.method(), answer)) {
            assertEquals("", answer.body());
            return;
        }
        String body = decoded(answer);
        checkAgainstDocument(request.path(), answer, body);
        if (answer.status() == 200) {
            assertEquals("GET", request.method());
            checkRows(request, answer, STRICT.readTree(body));
        }
    }

    /** If the request line is malformed, the service does not know the method and may send a body for HEAD. */
    private static boolean hasNoBody(String method, Answer answer) {
        return method.equals("OPTIONS") && answer.status() == 204
                || method.equals("HEAD") && (answer.body().isEmpty() || !List.of(400, 414, 505).contains(answer.status()));
    }

    private String decoded(Answer answer) throws IOException {
        if (answer.headers("Content-Encoding").isEmpty()) {
            return answer.body();
        }
        count(answer.header("Content-Encoding"));
        return new String(new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes(), UTF_8);
    }

    private void checkAgainstDocument(String path, Answer answer, String body) {
        SimpleResponse.Builder response = SimpleResponse.Builder.status(answer.status());
        if (answer.status() == 304) {
            assertEquals("", body);
            answer.header("ETag");
        } else {
            response.withContentType(answer.header("Content-Type")).withBody(body);
        }
        var report = validator.validateResponse(path, Method.GET, response.build());
        assertTrue(!report.hasErrors(), () -> report.getMessages() + " " + answer.head() + " " + body);
        if (answer.status() >= 400) {
            JsonNode documented = document.get("paths").get(path).at("/get/responses/" + answer.status());
            JsonNode resolved = documented.has("$ref") ? document.at(documented.get("$ref").asText().substring(1)) : documented;
            resolved.path("headers").propertyStream().map(Map.Entry::getKey)
                    .filter(name -> !name.equals("X-Request-Id")) // only sent for requests with this header
                    .forEach(answer::header);
        }
    }

    private void checkRows(Request request, Answer answer, JsonNode body) {
        if (!body.isArray()) {
            assertEquals(document, body);
            return;
        }
        answer.header("ETag");
        assertTrue(answer.headers("Link").isEmpty() || !answer.headers("X-Total-Count").isEmpty(), answer.head()::toString);
        assertTrue(request.keys().stream().anyMatch(TENANTS::containsKey), "A list without a valid key");
        Set<Long> visible = new HashSet<>();
        request.keys().forEach(key -> visible.addAll(rows.getOrDefault(key, Set.of())));
        for (JsonNode row : body) {
            count("rows");
            assertTrue(visible.contains(row.get("id").asLong()), "No access with these keys: " + row);
        }
    }
}
