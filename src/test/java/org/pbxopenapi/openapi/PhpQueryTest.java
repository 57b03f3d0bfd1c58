package org.pbxopenapi.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
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

    /** Without halves of characters, which UTF-8 does not have. */
    private static String utf8(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    @Test
    void anyBytesComeOutAsTheyWereEscaped() {
        random.forAll(QUERIES, () -> random.bytes(maxLength()), value -> {
            String escaped = "%" + HexFormat.ofDelimiter("%").formatHex(value);
            assertArrayEquals(value, new PhpQuery("key=" + (value.length == 0 ? "" : escaped)).bytes("key"));
        });
    }

    @Test
    void anyTextComesOutAsItWasEncoded() {
        random.forAll(QUERIES, this::text, value -> {
            PhpQuery query = new PhpQuery("a=1&tenant=" + URLEncoder.encode(value, UTF_8) + "&b=2");
            assertEquals(Optional.of(value), query.text("tenant"));
        });
    }

    @Test
    void bytesThatWereNotEscapedComeOutToo() {
        random.forAll(QUERIES, this::text, value -> {
            String raw = new String(value.getBytes(UTF_8), ISO_8859_1).replaceAll("[%&+#]", "");
            assertEquals(Optional.of(value.replaceAll("[%&+#]", "")), new PhpQuery("tenant=" + raw).text("tenant"));
        });
    }

    @Test
    void ofARepeatedParameterTheLastValueCounts() {
        random.forAll(QUERIES, () -> random.list(random.of(2, 255), () -> random.text(20)), others -> {
            String first = text();
            String last = others.isEmpty() ? first : utf8(others.get(others.size() - 1));
            String query = "key=" + URLEncoder.encode(first, UTF_8)
                    + others.stream().map(other -> "&key=" + URLEncoder.encode(other, UTF_8)).collect(Collectors.joining());
            assertEquals(Optional.of(last), new PhpQuery(query).text("key"));
        });
    }

    @Test
    void anyQueryIsReadOrRefusedAsMalformed() {
        random.forAll(QUERIES, () -> random.of(random.text(maxLength()), random.text("%%%01afAFg&=+;[]key", 40)), query -> {
            try {
                new PhpQuery(query).text("key");
            } catch (IllegalArgumentException e) {
                assertTrue(query.contains("%"));
            }
        });
    }
}
