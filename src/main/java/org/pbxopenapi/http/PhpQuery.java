package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Query string parser that follows PHP: names are case-sensitive, the last value of a repeated parameter wins, only {@code &}
 * separates parameters, and a {@code %} without two hex digits is literal. Values keep the bytes that were sent, so that keys
 * are compared byte by byte.
 * <p>
 * An array such as {@code tenant[]} is a parameter of another name. PHP also replaces dots and blanks in names by underscores;
 * this parser does not, since no parameter of the API has an underscore.
 */
public final class PhpQuery {

    /** Last values by name. Names and values are Latin-1, in which every byte is a character. */
    private final Map<String, String> last = new HashMap<>();
    private final List<String> values = new ArrayList<>();

    /** @param query the part of the URI after the question mark, as sent; may be null */
    public PhpQuery(String query) {
        if (query == null) {
            return;
        }
        int fragment = query.indexOf('#');
        for (String parameter : (fragment < 0 ? query : query.substring(0, fragment)).split("&")) {
            int equals = parameter.indexOf('=');
            String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
            last.put(name(decode(equals < 0 ? parameter : parameter.substring(0, equals))), value);
            values.add(value);
        }
    }

    /** PHP skips leading blanks and ends a name at a NUL. */
    private static String name(String decoded) {
        int start = 0;
        while (start < decoded.length() && decoded.charAt(start) == ' ') {
            start++;
        }
        int nul = decoded.indexOf('\0', start);
        return decoded.substring(start, nul < 0 ? decoded.length() : nul);
    }

    private static String decode(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isEscape(text, i)) {
                decoded.append((char) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 2;
            } else {
                decoded.append(c == '+' ? ' ' : c);
            }
        }
        return decoded.toString();
    }

    /** Whether a {@code %} and two hex digits are at this position. */
    static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%' && at + 2 < text.length() && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    public boolean has(String name) {
        return last.containsKey(name);
    }

    /** The decoded values of all parameters, as Latin-1. */
    public List<String> values() {
        return values;
    }

    /** The bytes of a parameter's last value; empty if it is missing. */
    public byte[] bytes(String name) {
        return last.getOrDefault(name, "").getBytes(ISO_8859_1);
    }

    /** A parameter's last value: an empty string if it is missing, an empty Optional if it is not UTF-8. */
    public Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.of("");
        }
        try {
            return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(name))).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Whether the parameter is true in PHP: present, not empty and not {@code 0}. */
    public boolean isTrue(String name) {
        return bytes(name).length > 0 && !is(name, "0");
    }

    public boolean is(String name, String value) {
        return text(name).filter(value::equals).isPresent();
    }
}
