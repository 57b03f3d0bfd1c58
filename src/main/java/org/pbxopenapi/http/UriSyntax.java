package org.pbxopenapi.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HexFormat;

/** Syntax of request URIs, as Latin-1 strings: each character is a byte that the client sent. */
final class UriSyntax {

    private static final String UNESCAPED = "/?&=-._~";
    private static final String FORBIDDEN = "\"<>\\^`{|}[]#";

    private UriSyntax() {
    }

    /** Whether {@link URI} parses it, which is Quarkus' criterion. Simple paths skip the parser, which is slow. */
    static boolean isValid(String uri) {
        if (isSimplePath(uri)) {
            return true;
        }
        try {
            new URI(uri);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isSimplePath(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNESCAPED.indexOf(c) >= 0)) {
                return false;
            }
        }
        return uri.startsWith("/") && !uri.startsWith("//");
    }

    /**
     * Percent-encodes the bytes that a URI must not contain and, in the query only, each {@code %} that begins no escape. In a
     * path, such a {@code %} stays, and the result is still invalid.
     */
    static String escape(String uri) {
        StringBuilder escaped = new StringBuilder(uri.startsWith("//") ? "/." : ""); // a leading // would begin an authority
        int query = uri.indexOf('?');
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c > '~' || FORBIDDEN.indexOf(c) >= 0 || c == '%' && query >= 0 && i > query && !PhpQuery.isEscape(uri, i)) {
                escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
