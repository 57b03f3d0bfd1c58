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
 * A query string as PHP reads it: names are case-sensitive, of a repeated parameter the last value counts, only {@code &}
 * separates, and a {@code %} that begins no escape stands for itself. Values are kept as the bytes that were sent, so that a
 * key is compared byte by byte.
 * <p>
 * Arrays, such as {@code tenant[]}, are parameters of other names. PHP also makes underscores of dots and blanks in a name,
 * which no name of ours has.
 */
public final class PhpQuery {

    /** By name, as Latin-1, which makes a character of every byte, whatever the byte. */
    private final Map<String, String> last = new HashMap<>();
    private final List<String> values = new ArrayList<>();

    /** @param query the part of the URI behind the question mark, as sent, or null */
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

    /** Without blanks before it, and ended by a NUL. */
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

    private static boolean isEscape(String text, int at) {
        return text.charAt(at) == '%' && at + 2 < text.length() && HexFormat.isHexDigit(text.charAt(at + 1))
                && HexFormat.isHexDigit(text.charAt(at + 2));
    }

    public boolean has(String name) {
        return last.containsKey(name);
    }

    /** All values of all parameters, as Latin-1. */
    public List<String> values() {
        return values;
    }

    /** The bytes of a parameter's last value; an empty array if it is missing. */
    public byte[] bytes(String name) {
        return last.getOrDefault(name, "").getBytes(ISO_8859_1);
    }

    /** A parameter's last value, empty if it is missing; none if it is no UTF-8. */
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

    /** Whether PHP would take the parameter for true: present, not empty and not {@code 0}. */
    public boolean isTrue(String name) {
        return bytes(name).length > 0 && !is(name, "0");
    }

    public boolean is(String name, String value) {
        return text(name).filter(value::equals).isPresent();
    }
}
