package org.pbxopenapi.extension;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.pbxopenapi.database.Sha256;
import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.http.PhpQuery;
import org.pbxopenapi.tenant.Tenant;

/**
 * Which extensions are asked for.
 *
 * @param tenantId null: those of all tenants
 * @param tech only those of this technology; null: of any
 * @param number only that of this number; null: any
 * @param search only those with this in number or name; null: any
 * @param after only those whose id is greater; null: from the first
 * @param limit how many at the most; 0: all
 */
record ListQuery(Long tenantId, String tech, String number, String search, Long after, int limit) {

    static final int LARGEST_LIMIT = 1000;

    private static final int CURSOR_BYTES = 2 * Long.BYTES;

    /** @throws ApiException {@code invalid_parameter} */
    static ListQuery of(Optional<Tenant> tenant, PhpQuery query) {
        ListQuery all = new ListQuery(tenant.map(visible -> visible.id).orElse(null), text(query, "tech"),
                text(query, "number"), text(query, "search"), null, 0);
        return new ListQuery(all.tenantId, all.tech, all.number, all.search, all.read(text(query, "cursor")), limit(query));
    }

    private static String text(PhpQuery query, String name) {
        String text = query.text(name).orElseThrow(() -> ApiException.invalidParameter(name, "UTF-8"));
        return text.isEmpty() ? null : text;
    }

    private static int limit(PhpQuery query) {
        if (query.bytes("limit").length == 0) {
            return 0;
        }
        String limit = query.text("limit").orElse("");
        if (limit.matches("[1-9][0-9]{0,3}") && Integer.parseInt(limit) <= LARGEST_LIMIT) {
            return Integer.parseInt(limit);
        }
        throw ApiException.invalidParameter("limit", "a whole number from 1 to " + LARGEST_LIMIT);
    }

    boolean isPage() {
        return limit > 0;
    }

    /** Whether it selects all extensions of one tenant. */
    boolean isTenant() {
        return tenantId != null && tech == null && number == null && search == null && after == null && limit == 0;
    }

    /** How many characters its filters have. */
    int textLength() {
        return Stream.of(tech, number, search).filter(Objects::nonNull).mapToInt(String::length).sum();
    }

    /** The same without its place and its limit. */
    ListQuery whole() {
        return new ListQuery(tenantId, tech, number, search, null, 0);
    }

    /** Where to go on after the extension of this id, for a client to give back with the same tenant and filters. */
    String cursor(long lastId) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(ByteBuffer.allocate(CURSOR_BYTES).putLong(lastId).putLong(binding()).array());
    }

    private Long read(String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == CURSOR_BYTES) {
                long lastId = bytes.getLong();
                if (bytes.getLong() == binding()) {
                    return lastId;
                }
            }
        } catch (IllegalArgumentException e) {
            // no Base64
        }
        throw ApiException.invalidParameter("cursor", "one that was given for the same tenant and filters");
    }

    /** Tells this tenant and these filters from others. It keeps no secret: a cursor opens nothing that a key does not. */
    private long binding() {
        String selection = tenantId + "\n" + tech + "\n" + number + "\n" + search;
        return ByteBuffer.wrap(Sha256.of(selection.getBytes(UTF_8))).getLong();
    }
}
