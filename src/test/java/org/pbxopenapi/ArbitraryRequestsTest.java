package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp.Answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Requests put together at random from what is right, what is nearly right and what is wild: the answer is always JSON of the
 * contract, never a fault of ours, and never shows a row of a tenant that the keys in play aren't for.
 * <p>
 * jqwik makes the requests; its own engine can't run a test of Quarkus. A failure names its seed; pass it by
 * {@code -Dpbx.test.seed} to repeat it, and {@code -Dpbx.test.requests} for more than the usual number.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ArbitraryRequestsTest {

    private static final List<Integer> STATUSES = List.of(200, 204, 400, 401, 404, 405, 414, 431, 505);
    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static Arbitrary<String> wild() {
        Arbitrary<String> any = Arbitraries.strings().ofMaxLength(20);
        Arbitrary<String> escapes = Arbitraries.strings().withChars("%0123456789abcdefABCDEF&=+;/?#[]\\\"' \u00e9\u6771")
                .ofMaxLength(12);
        return Arbitraries.oneOf(any, escapes).map(text -> text.replaceAll("[\r\n]", ""));
    }

    private static Arbitrary<String> oneOfOr(Arbitrary<String> other, String... likely) {
        return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of(likely)), Tuple.of(1, other));
    }

    private static Arbitrary<byte[]> requests() {
        Arbitrary<String> method = oneOfOr(wild(), "GET", "GET", "GET", "GET", "GET", "POST", "OPTIONS", "HEAD", "PUT", "get");
        Arbitrary<String> path = oneOfOr(wild().map("/"::concat), "/openapi.php/extensions", "/openapi.php/extensions",
                "/openapi.php/extensions/", "/openapi.php", "//openapi.php/../openapi.php/%65xtensions",
                "/openapi.php/swagger.json");
        Arbitrary<String> parameter = oneOfOr(Combinators.combine(wild(), wild()).as((n, v) -> n + "=" + v),
                "key=acme-full-valid", "key=acme-read-only-valid", "tenant=ACME", "tenant=ACME", "tenant=Acme+Inc.",
                "tenant=GLOBEX", "tenant=Twin", "tenant=", "tenant[]=GLOBEX", "Tenant=GLOBEX", "tenant=no-such", "tenant",
                "key=acme-full-revoked", "key=acme-full-valid%00", "object=extension", "action=list", "spec=1");
        Arbitrary<String> query = parameter.list().ofMaxSize(5)
                .map(parameters -> parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
        Arbitrary<String> header = oneOfOr(Combinators.combine(wild(), wild()).as((n, v) -> n + ": " + v),
                "X-API-Key: acme-full-valid", "Authorization: Bearer acme-full-valid", "X-API-Key: wrong", "Accept: text/html",
                "Accept: a/b/c", "Content-Type: ;", "Origin: https://crm.example", "Cookie: PHPSESSID=1",
                "X-HTTP-Method-Override: DELETE", "Accept-Encoding: br").map(line -> line + "\r\n");
        Arbitrary<String> headers = header.list().ofMaxSize(4).map(lines -> String.join("", lines));
        return Combinators.combine(method, path, query, headers).as((m, p, q, h) -> (m + " " + p + q
                + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nX: y\r\n" + h + "\r\n").getBytes(UTF_8));
    }

    @Test
    void anyRequestGetsAnAnswerOfTheContractAndNoForeignRow() {
        long seed = Long.getLong("pbx.test.seed", System.nanoTime());
        JqwikSession.run(() -> {
            RandomGenerator<byte[]> generator = requests().generator(1000, true);
            Random random = new Random(seed);
            int lists = 0;
            for (int i = 0; i < Integer.getInteger("pbx.test.requests", 3000); i++) {
                byte[] request = generator.next(random).value();
                String message = "seed " + seed + ", request " + i + ": " + new String(request, UTF_8);
                try {
                    Answer answer = RawHttp.send(request);
                    check(answer, request);
                    lists += answer.body().startsWith("[{") ? 1 : 0;
                } catch (AssertionError | Exception e) {
                    throw new AssertionError(message, e);
                }
            }
            assertTrue(lists > 0, "seed " + seed + ": not one request got a list with rows");
        });
    }

    private static void check(Answer answer, byte[] request) throws JsonProcessingException, CharacterCodingException {
        assertTrue(STATUSES.contains(answer.status()), answer.head().toString());
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertFalse(answer.body().matches("(?s).*(GLOBEX|TWIN-|SHADOW|ÜBUNG|50%|Σίσ).*"), answer.body());
        boolean head = new String(request, UTF_8).startsWith("HEAD ");
        if (answer.status() == 204 || head && answer.status() == 405) {
            assertEquals("", answer.body());
        } else {
            assertEquals("application/json", answer.header("Content-Type"));
            STRICT.readTree(UTF_8.newDecoder().decode(ByteBuffer.wrap(answer.bytes())).toString());
        }
    }
}
