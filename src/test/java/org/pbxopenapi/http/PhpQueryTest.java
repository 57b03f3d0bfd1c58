package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.RandomValues;

class PhpQueryTest {

    private static final int QUERIES = 1000;

    private final RandomValues random = new RandomValues();

    private int maxLength() {
        return random.mostly(20, () -> 10_000, 20, 255);
    }

    private String text() {
        return utf8(random.text(maxLength()));
    }

    /** Replaces lone surrogates, which UTF-8 cannot encode. */
    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    @Test
    void escapedBytesAreDecoded() {
        random.forAll(QUERIES, () -> random.bytes(maxLength()), value -> {
            String escaped = "%" + HexFormat.ofDelimiter("%").formatHex(value);
            assertArrayEquals(value, new PhpQuery("key=" + (value.length == 0 ? "" : escaped)).bytes("key"));
        });
    }

    @Test
    void encodedTextIsDecoded() {
        random.forAll(QUERIES, this::text, value -> {
            PhpQuery query = new PhpQuery("a=1&tenant=" + URLEncoder.encode(value, UTF_8) + "&b=2");
            assertEquals(Optional.of(value), query.text("tenant"));
        });
    }

    @Test
    void unescapedBytesAreKept() {
        random.forAll(QUERIES, this::text, value -> {
            String raw = new String(value.getBytes(UTF_8), ISO_8859_1).replaceAll("[%&+#]", "");
            assertEquals(Optional.of(value.replaceAll("[%&+#]", "")), new PhpQuery("tenant=" + raw).text("tenant"));
        });
    }

    @Test
    void theLastValueOfARepeatedParameterWins() {
        random.forAll(QUERIES, () -> random.list(random.of(2, 255), () -> random.text(20)), others -> {
            String first = text();
            String last = others.isEmpty() ? first : utf8(others.get(others.size() - 1));
            String query = "key=" + URLEncoder.encode(first, UTF_8)
                    + others.stream().map(other -> "&key=" + URLEncoder.encode(other, UTF_8)).collect(Collectors.joining());
            assertEquals(Optional.of(last), new PhpQuery(query).text("key"));
        });
    }

    @Test
    void anyQueryIsParsed() {
        random.forAll(QUERIES, () -> random.of(random.text(maxLength()), random.text("%%%01afAFg&=+;[]key", 40)),
                query -> new PhpQuery(query).text("key"));
    }

    /** Expected: {@code $_GET["key"]} of PHP 8.2. */
    @ParameterizedTest
    @CsvSource({
            "key=100%, 100%", "key=%zz, %zz", "key=a%b, a%b", "key=%, %", "key=%4, %4", "key=%%41, %A", "key=%4%41, %4A",
            "key=%u00e9, %u00e9", "key=%2, %2", "key=%25zz, %zz", "key=%2541, %41", "key=100%&x=%zz, 100%", "%=1&%k=2&key=3, 3",
            "k%65y=1, 1", "key=a=b, a=b", "key=a;tenant=b, a;tenant=b", "key=1&&key=2&, 2", "key=1&Key=2, 1",
            "key=1&key, ''", "key=1&=key=2, 1", "=key=2, ''", "key=a+b%2Bc, a b+c", "+key=1, 1", "%20+key=1, 1", "key+=1, ''",
            "key%00x=1, 1", "%00key=1, ''", "key=a?b=c, a?b=c", "key=a#b, a", "key=a%23b, a#b", "x#&key=1, ''",
            "key.=1, ''", "key=1&key%5B=2, 1", "ke%79=|\"<>{}^`\\, |\"<>{}^`\\" })
    void aQueryIsParsedAsInPhp(String query, String key) {
        assertEquals(Optional.of(key), new PhpQuery(query).text("key"));
    }
}
