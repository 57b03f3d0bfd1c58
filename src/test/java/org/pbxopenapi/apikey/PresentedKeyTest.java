package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Where a request presents its key, and how keys compare. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class PresentedKeyTest {

    private static final String LIST = "/openapi.php/extensions?tenant=ACME";
    private static final String GOOD = "global-full-valid";

    private static void assertAnswer(int status, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
    }

    private static void assertError(String code, Answer answer) {
        assertAnswer(401, answer);
        assertEquals(code, answer.body().split("\"")[5]);
    }

    @Test
    void theQueryTakesPrecedenceOverHeaders() {
        assertAnswer(200, RawHttp.get(LIST + "&key=" + GOOD, "X-API-Key: wrong", "Authorization: Bearer wrong"));
        assertError("invalid_api_key", RawHttp.get(LIST + "&key=wrong", "X-API-Key: " + GOOD, "Authorization: Bearer " + GOOD));
    }

    @Test
    void xApiKeyTakesPrecedenceOverBearer() {
        assertAnswer(200, RawHttp.get(LIST, "Authorization: Bearer wrong", "X-API-Key: " + GOOD));
        assertError("invalid_api_key", RawHttp.get(LIST, "Authorization: Bearer " + GOOD, "X-API-Key: wrong"));
    }

    @Test
    void anEmptyKeyIsNoKey() {
        assertError("missing_api_key", RawHttp.get(LIST + "&key="));
        assertError("missing_api_key", RawHttp.get(LIST + "&key", "X-API-Key:", "Authorization: Bearer "));
        assertAnswer(200, RawHttp.get(LIST + "&key=", "X-API-Key: " + GOOD));
        assertAnswer(200, RawHttp.get(LIST, "X-API-Key: ", "Authorization: Bearer " + GOOD));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Basic global-full-valid", "global-full-valid", "Bearerglobal-full-valid",
            "Token global-full-valid",
            "Bearer", "" })
    void anAuthorizationThatIsNotBearerIsNoKey(String authorization) {
        assertError("missing_api_key", RawHttp.get(LIST, "Authorization: " + authorization));
    }

    @Test
    void theLastValueOfARepeatedParameterCounts() {
        assertAnswer(200, RawHttp.get(LIST + "&key=wrong&key=" + GOOD));
        assertError("invalid_api_key", RawHttp.get(LIST + "&key=" + GOOD + "&key=wrong"));
        assertError("missing_api_key", RawHttp.get(LIST + "&key=" + GOOD + "&key="));
        assertAnswer(200, RawHttp.get("/openapi.php/extensions?tenant=GLOBEX&tenant=ACME&key=acme-full-valid"));
        assertAnswer(401, RawHttp.get("/openapi.php/extensions?tenant=ACME&tenant=GLOBEX&key=acme-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "KEY=", "Key=", "key[]=", "xkey=", "key%20=", "api_key=" })
    void otherNamesAreIgnored(String name) {
        assertError("missing_api_key", RawHttp.get(LIST + "&" + name + GOOD));
    }

    @ParameterizedTest
    @ValueSource(strings = { "GLOBAL-FULL-VALID", "global-full-valid%20", "%20global-full-valid", "global-full-valid%00",
            "global-full-vali", "global-full-valid%0A", "global-full-v%C3%A1lid", "%25", "'%20OR%201=1--%20" })
    void keysCompareExactly(String key) {
        assertError("invalid_api_key", RawHttp.get(LIST + "&key=" + key));
    }

    @Test
    void aKeyMayHaveAnyCharacters() {
        String encoded = "%D0%BA%D0%BB%D1%8E%D1%87+%2B%26%3D%25%3F%23%22%F0%9F%98%80";
        assertAnswer(200, RawHttp.get(LIST + "&key=" + encoded));
        assertAnswer(200, RawHttp.get(LIST, "X-API-Key: ключ +&=%?#\"😀"));
        assertAnswer(200, RawHttp.get(LIST, "Authorization: Bearer ключ +&=%?#\"😀"));
        assertAnswer(200, RawHttp.get(LIST, "Authorization: Bearer two words"));
    }

    @Test
    void aKeyMayHaveAPercentSign() {
        assertAnswer(200, RawHttp.get(LIST + "&key=%D0%BA%D0%BB%D1%8E%D1%87+%2B%26%3D%?%23\"%F0%9F%98%80"));
        assertAnswer(200, RawHttp.get(LIST + "&key=ключ+%2B%26=%?%23\"😀"));
    }

    @Test
    protected void aKeyIsComparedByteByByteEvenWhereItIsNoUtf8() {
        assertAnswer(200, RawHttp.get(LIST + "&key=%FF%80%C3%28"));
        assertError("invalid_api_key", RawHttp.get(LIST + "&key=%FF%81%C3%28"));
        byte[] header = ("GET " + LIST
                + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\nX-API-Key: \u00ff\u0080\u00c3(\r\n\r\n")
                .getBytes(ISO_8859_1);
        assertAnswer(200, RawHttp.send(header));
    }

    @Test
    void aVeryLongKeyIsInvalid() {
        char[] key = new char[3000];
        Arrays.fill(key, 'k');
        assertError("invalid_api_key", RawHttp.get(LIST + "&key=" + new String(key)));
        assertError("invalid_api_key", RawHttp.get(LIST, "X-API-Key: " + new String(key)));
    }

    @Test
    void aKeyIsValidBetweenItsBeginningAndExpiry() {
        assertAnswer(200, RawHttp.get(LIST + "&key=global-in-its-time"));
    }

    @Test
    void unauthorizedResponsesSayHowToAuthenticate() {
        assertEquals("Bearer", RawHttp.get(LIST).header("WWW-Authenticate"));
        assertEquals("Bearer error=\"invalid_token\"", RawHttp.get(LIST + "&key=wrong").header("WWW-Authenticate"));
    }

    @Test
    void aTenantKeyCannotFindOutWhichTenantsExist() {
        String list = "/openapi.php/extensions?key=acme-full-valid&tenant=";
        Answer foreign = RawHttp.get(list + "GLOBEX");
        Answer unknown = RawHttp.get(list + "no-such");
        Answer badKey = RawHttp.get("/openapi.php/extensions?key=wrong&tenant=ACME");
        assertEquals(foreign.headWithoutDate(), unknown.headWithoutDate());
        assertEquals(foreign.body(), unknown.body());
        assertEquals(foreign.headWithoutDate(), badKey.headWithoutDate());
        assertEquals(foreign.body(), badKey.body());
    }
}
