package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawClient;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.error.ApiError;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Requests that Vert.x or Quarkus would reject on their own get the errors of the API. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ErrorsTest {

    private final String php = prefix() + "/openapi.php";
    private final String list = php + "/extensions?tenant=EMPTY&key=empty-full-valid";

    private static void assertError(ApiError error, Answer answer) {
        assertEquals(error.status(), answer.status(), answer.body());
        assertEquals(new String(error.body(), ISO_8859_1), answer.body());
        assertEquals("application/json", answer.header("Content-Type"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertEquals(String.valueOf(answer.bytes().length), answer.header("Content-Length"));
    }

    /** The endpoint of the service under test. */
    protected RawClient endpoint() {
        return RawHttp.underTest();
    }

    /** The path prefix of the service under test. */
    protected String prefix() {
        return "";
    }

    private Answer send(String request) {
        return endpoint().send(request.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php/%zz", "/%", "/openapi.php/%c", "/openapi.php/%zz?x=100%", "/%?key=|" })
    void aPathWithMalformedPercentEncodingIsRejected(String below) {
        String target = prefix() + below;
        assertError(ApiError.BAD_REQUEST, endpoint().get(target));
        assertError(ApiError.METHOD_NOT_ALLOWED, endpoint().request("POST", target));
        assertEquals(204, endpoint().request("OPTIONS", target).status());
    }

    @ParameterizedTest
    @ValueSource(ints = { 5_000, 70_000, 1_000_000 })
    void anOverLongUriIsRejected(int length) {
        assertError(ApiError.URI_TOO_LONG, endpoint().get(php + "/extensions?x=" + "a".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = { 70_000, 1_000_000 })
    void overLongHeadersAreRejected(int length) {
        assertError(ApiError.HEADERS_TOO_LARGE, endpoint().get(list, "X-Long: " + "a".repeat(length)));
        assertError(ApiError.HEADERS_TOO_LARGE, endpoint().get(list, "X-Many: a\r\n".repeat(length / 11) + "X: y"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "NONSENSE\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: pbx\r\n\r\n",
            "GET / HTTP/1.1\r\nno header\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: pbx\r\nContent-Length: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: pbx\r\nContent-Length: -1\r\n\r\n",
            "GET /openapi.php HTTP/1.1\r\nConnection: close\r\n\r\n", "\u0016\u0003\u0001\u00fc\u0003\r\n\r\n", "GET\r\n\r\n" })
    void malformedHttpIsRejected(String request) {
        assertError(ApiError.BAD_REQUEST, send(request));
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/2.0", "HTTP/9.9", "HTTP/0.9" })
    void otherVersionsOfHttpAreRejected(String version) {
        assertError(ApiError.HTTP_VERSION_NOT_SUPPORTED, send("GET /openapi.php " + version + "\r\nHost: pbx\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "*", "openapi.php", "pbx:80" })
    void aTargetThatIsNotAPathIsRejected(String target) {
        assertError(ApiError.NOT_FOUND, endpoint().get(target));
        assertError(ApiError.METHOD_NOT_ALLOWED, endpoint().request("CONNECT", target));
        assertEquals(204, endpoint().request("OPTIONS", target).status());
    }

    @Test
    void anUnexpectedBodyIsIgnored() {
        String body = "x".repeat(20_000_000);
        Answer answer = send("GET " + list + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body);
        assertEquals("200 []", answer.status() + " " + answer.body());
        assertError(ApiError.METHOD_NOT_ALLOWED, send("POST " + list
                + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body));
        assertEquals(200,
                send("GET " + list + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n0\r\n\r\n").status());
    }

    @Test
    void aConnectionServesRequestsInOrder() {
        Answer first = send("POST " + list + " HTTP/1.1\r\nHost: pbx\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /a|b HTTP/1.1\r\nHost: pbx\r\n\r\n"
                + "GET " + list + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n\r\n");
        assertEquals(405, first.status());
        assertTrue(first.body().contains("HTTP/1.1 404 Not Found\r\n"), first.body());
        assertTrue(first.body().endsWith("\r\n\r\n[]"), first.body());
    }

    @Test
    void unescapedBytesAreAcceptedAsInPhp() {
        assertEquals(200, endpoint().get(php + "/extensions?tenant=EMPTY&key=empty-full-valid&x=東京|\"<>{}^`\\").status());
        assertError(ApiError.NOT_FOUND, endpoint().get(php + "/東京"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "100%", "%zz", "a%b", "%", "%4", "%%41", "%u00e9", "%zz|東京", "%23#%" })
    void aPercentWithoutAnEscapeIsLiteralInAQuery(String text) {
        for (String parameter : List.of("utm=" + text, text + "=1", text, "tenant=x%&tenant=EMPTY&" + text)) {
            assertEquals("[]", endpoint().get(list + "&limit=1&" + parameter).body());
            assertEquals("[]", endpoint().get(php + "?object=extension&action=list&tenant=EMPTY&limit=1&" + parameter,
                    "X-API-Key: empty-full-valid").body());
            assertEquals(200, endpoint().get(php + "/swagger.json?" + parameter).status());
            assertError(ApiError.NOT_FOUND, endpoint().get("/nowhere?" + parameter));
            assertError(ApiError.METHOD_NOT_ALLOWED, endpoint().request("POST", list + "&" + parameter));
            assertEquals(204, endpoint().request("OPTIONS", list + "&" + parameter).status());
        }
        assertError(ApiError.INVALID_API_KEY, endpoint().get(php + "/extensions?tenant=EMPTY&key=" + text));
        assertError(ApiError.MISSING_API_KEY, endpoint().get(php + "/extensions?" + text));
        assertError(ApiError.TENANT_NOT_FOUND, endpoint().get(php + "/extensions?key=global-full-valid&tenant=" + text));
    }

    @ParameterizedTest
    @ValueSource(strings = { "//openapi.php//extensions", "/openapi.php/./extensions", "/x/../openapi.php/extensions",
            "/%6fpenapi.php/extension%73", "http://pbx/openapi.php/extensions" })
    void otherSpellingsOfAPathAreProtectedToo(String spelling) {
        String path = spelling.replaceFirst("^(http://pbx)?", "$1" + prefix());
        assertError(ApiError.MISSING_API_KEY, endpoint().get(path));
        assertEquals("[]", endpoint().get(path + "?tenant=EMPTY&key=empty-full-valid").body());
    }

    @Test
    void anHttp10ClientNeedsNoHost() {
        Answer answer = send("GET " + list + " HTTP/1.0\r\n\r\n");
        assertEquals("200 []", answer.status() + " " + answer.body());
    }
}
