package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.pbxopenapi.http.PhpQuery;
import org.pbxopenapi.telemetry.RequestRecord;

import io.vertx.ext.web.RoutingContext;

/** The key of a request: that of the first of its three places which has one, as the bytes that were sent. */
public final class PresentedKey {

    private static final String BEARER = "bearer ";
    private static final String ONLY_IN_QUERY = PresentedKey.class.getName();

    private PresentedKey() {
    }

    /** Reads it, and notes where it is. */
    static byte[] of(RoutingContext routing, PhpQuery query, ContainerRequestContext request) {
        byte[] inQuery = query.bytes("key");
        byte[] inHeader = inHeader(request);
        if (inQuery.length == 0) {
            return inHeader;
        }
        RequestRecord.of(routing).keyIsInQuery();
        routing.put(ONLY_IN_QUERY, !Arrays.equals(inQuery, inHeader));
        return inQuery;
    }

    /** Whether a request of the same headers needs the key in its query. */
    public static boolean isOnlyInQuery(RoutingContext request) {
        return Boolean.TRUE.equals(request.get(ONLY_IN_QUERY));
    }

    private static byte[] inHeader(ContainerRequestContext request) {
        byte[] key = bytes(request.getHeaderString("X-API-Key"));
        return key.length > 0 ? key : bytes(bearerToken(request.getHeaderString(HttpHeaders.AUTHORIZATION)));
    }

    private static String bearerToken(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? authorization.substring(BEARER.length()).strip() : null;
    }

    /** Headers reach us decoded as Latin-1: a character for each byte. */
    private static byte[] bytes(String header) {
        return header == null ? new byte[0] : header.getBytes(ISO_8859_1);
    }
}
