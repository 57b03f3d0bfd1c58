package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.pbxopenapi.http.PhpQuery;
import org.pbxopenapi.telemetry.RequestRecord;

import io.vertx.ext.web.RoutingContext;

/** The key that a request presents: the first of {@code ?key=}, {@code X-API-Key} and {@code Authorization: Bearer}. */
public final class PresentedKey {

    private static final String BEARER = "bearer ";
    private static final String ONLY_IN_QUERY = PresentedKey.class.getName();

    private PresentedKey() {
    }

    /** Returns the bytes that the client sent, or an empty array, and records whether the key was in the query. */
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

    /** Whether the query has the key, and no header has the same. */
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

    /** Netty decodes headers as Latin-1: a character for each byte. */
    private static byte[] bytes(String header) {
        return header == null ? new byte[0] : header.getBytes(ISO_8859_1);
    }
}
