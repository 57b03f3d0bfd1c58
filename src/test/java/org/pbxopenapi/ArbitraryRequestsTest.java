package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp.Answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Fuzz test with random requests made of valid, almost valid and arbitrary parts. Every response is JSON as the contract
 * defines it, is no server error, and has only rows of tenants that the keys of the request give access to.
 * <p>
 * {@code -Dpbx.test.requests} sets the number of requests. A failure reports its seed; {@code -Dpbx.test.seed} repeats it.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ArbitraryRequestsTest {

    private static final List<Integer> STATUSES = List.of(200, 204, 400, 401, 404, 405, 414, 431, 505);
    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final RandomValues random = new RandomValues();
    private int lists;

    private String arbitrary() {
        String text = random.text(20);
        String escapes = random.text("%0123456789abcdefABCDEF&=+;/?#[]\\\"' \u00e9\u6771", 12);
        return random.of(text, escapes).replaceAll("[\r\n]", "");
    }

    private String request() {
        String method = random.mostly(4, this::arbitrary, "GET", "GET", "GET", "GET", "GET", "POST", "OPTIONS", "HEAD", "PUT",
                "get");
        String path = random.mostly(4, () -> "/" + arbitrary(), "/openapi.php/extensions", "/openapi.php/extensions",
                "/openapi.php/extensions/", "/openapi.php", "//openapi.php/../openapi.php/%65xtensions",
                "/openapi.php/swagger.json");
        Stream<String> valid = random.of(Stream.of(), Stream.of("tenant=ACME", "key=acme-full-valid"));
        List<String> parameters = Stream.concat(valid, random.list(5, this::parameter).stream()).toList();
        String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
        String headers = String.join("", random.list(4, this::header));
        return method + " " + path + query + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nX: y\r\n" + headers + "\r\n";
    }

    private String parameter() {
        return random.mostly(4, () -> arbitrary() + "=" + arbitrary(), "key=acme-full-valid", "key=acme-read-only-valid",
                "tenant=ACME",
                "tenant=ACME", "tenant=Acme+Inc.", "tenant=GLOBEX", "tenant=Twin", "tenant=", "tenant[]=GLOBEX",
                "Tenant=GLOBEX", "tenant=no-such", "tenant", "key=acme-full-revoked", "key=acme-full-valid%00",
                "object=extension", "action=list", "spec=1");
    }

    private String header() {
        return random.mostly(4, () -> arbitrary() + ": " + arbitrary(), "X-API-Key: acme-full-valid",
                "Authorization: Bearer acme-full-valid", "X-API-Key: wrong", "Accept: text/html", "Accept: a/b/c",
                "Content-Type: ;", "Origin: https://crm.example", "Cookie: PHPSESSID=1", "X-HTTP-Method-Override: DELETE",
                "Accept-Encoding: br") + "\r\n";
    }

    @Test
    void everyResponseMatchesTheContractAndHasNoForeignRow() {
        random.forAll(RandomValues.REQUESTS, this::request, request -> {
            Answer answer = RawHttp.send(request.getBytes(UTF_8));
            check(answer, request);
            lists += answer.body().startsWith("[{") ? 1 : 0;
        });
        assertTrue(lists > 0, random + ": no response was a list with rows");
    }

    private static void check(Answer answer, String request) throws JsonProcessingException, CharacterCodingException {
        assertTrue(STATUSES.contains(answer.status()), answer.head().toString());
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertTrue(answer.date().isAfter(Instant.now().minusSeconds(10)), answer.head().toString());
        assertFalse(answer.body().matches("(?s).*(GLOBEX|TWIN-|SHADOW|ÜBUNG|50%|Σίσ).*"), answer.body());
        boolean head = request.startsWith("HEAD ");
        if (answer.status() == 204 || head && answer.status() == 405) {
            assertEquals("", answer.body());
        } else {
            assertEquals("application/json", answer.header("Content-Type"));
            STRICT.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.bytes())).toString());
        }
    }
}
