package org.pbxopenapi.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;

class PhpQueryTest {

    @Property
    void anyBytesComeOutAsTheyWereEscaped(@ForAll byte[] value) {
        String escaped = "%" + HexFormat.ofDelimiter("%").formatHex(value);
        assertArrayEquals(value, new PhpQuery("key=" + (value.length == 0 ? "" : escaped)).bytes("key"));
    }

    @Property
    void anyTextComesOutAsItWasEncoded(@ForAll("texts") String value) {
        PhpQuery query = new PhpQuery("a=1&tenant=" + URLEncoder.encode(value, UTF_8) + "&b=2");
        assertEquals(Optional.of(value), query.text("tenant"));
    }

    @Property
    void bytesThatWereNotEscapedComeOutToo(@ForAll("texts") String value) {
        String raw = new String(value.getBytes(UTF_8), ISO_8859_1).replaceAll("[%&+#]", "");
        assertEquals(Optional.of(value.replaceAll("[%&+#]", "")), new PhpQuery("tenant=" + raw).text("tenant"));
    }

    @Property
    void ofARepeatedParameterTheLastValueCounts(@ForAll("texts") String first,
            @ForAll List<@AlphaChars String> others) {
        String last = others.isEmpty() ? first : others.get(others.size() - 1);
        String query = "key=" + URLEncoder.encode(first, UTF_8)
                + others.stream().map(other -> "&key=" + URLEncoder.encode(other, UTF_8)).collect(Collectors.joining());
        assertEquals(Optional.of(last), new PhpQuery(query).text("key"));
    }

    @Property
    void anyQueryIsReadOrRefusedAsMalformed(@ForAll String query) {
        try {
            new PhpQuery(query).text("key");
        } catch (IllegalArgumentException e) {
            assertTrue(query.contains("%"));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().map(text -> new String(text.getBytes(UTF_8), UTF_8)); // without lone surrogates
    }
}
