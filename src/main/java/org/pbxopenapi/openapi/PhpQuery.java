package org.pbxopenapi.openapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.netty.handler.codec.http.QueryStringDecoder;

/**
 * A query string as PHP reads it: names are case-sensitive, of a repeated parameter the last value counts, and only
 * {@code &} separates. Values are kept as the bytes that were sent, so that a key is compared byte by byte.
 */
public final class PhpQuery {

    private final Map<String, List<String>> parameters;

    /**
     * @param query the part of the URI behind the question mark, as sent, or null
     * @throws IllegalArgumentException if its percent-encoding is malformed
     */
    public PhpQuery(String query) {
        // Latin-1 makes a character of every byte, whatever the byte.
        parameters = query == null ? Map.of()
                : new QueryStringDecoder(query, ISO_8859_1, false, Integer.MAX_VALUE, true).parameters();
    }

    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** All values of all parameters, as Latin-1. */
    public Stream<String> values() {
        return parameters.values().stream().flatMap(List::stream);
    }

    /** The bytes of a parameter's last value; an empty array if it is missing. */
    public byte[] bytes(String name) {
        List<String> values = parameters.get(name);
        return values == null ? new byte[0] : values.get(values.size() - 1).getBytes(ISO_8859_1);
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
