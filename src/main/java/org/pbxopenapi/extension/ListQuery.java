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
 * Query of an extension list. It is also the key of the list in the cache.
 *
 * @param tenantId selects one tenant; null selects all
 * @param tech filters by technology; null does not filter
 * @param number filters by number; null does not filter
 * @param search filters by a substring of number or name; null does not filter
 * @param after selects greater ids only; null selects from the first
 * @param limit maximum number of extensions; 0 means no limit
 */
record ListQuery(Long tenantId, String tech, String number, String search, Long after, int limit) {

    static final int MAX_LIMIT = 1000;

    private static final int CURSOR_BYTES = 2 * Long.BYTES;

    /** @throws ApiException {@code invalid_parameter} for text that is not UTF-8, a bad limit or a foreign cursor */
    static ListQuery of(Optional<Tenant> tenant, PhpQuery query) {
        ListQuery all = new ListQuery(tenant.map(visible -> visible.id).orElse(null), text(query, "tech"),
                text(query, "number"), text(query, "search"), null, 0);
        return new ListQuery(all.tenantId, all.tech, all.number, all.search, all.readCursor(text(query, "cursor")),
                limit(query));
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
        if (limit.matches("[1-9][0-9]{0,3}") && Integer.parseInt(limit) <= MAX_LIMIT) {
            return Integer.parseInt(limit);
        }
        throw ApiException.invalidParameter("limit", "a whole number from 1 to " + MAX_LIMIT);
    }

    boolean isPage() {
        return limit > 0;
    }

    /** Whether it selects all extensions of one tenant. */
    boolean isWholeTenant() {
        return tenantId != null && tech == null && number == null && search == null && after == null && limit == 0;
    }

    /** Number of characters of all filters. */
    int textLength() {
        return Stream.of(tech, number, search).filter(Objects::nonNull).mapToInt(String::length).sum();
    }

    /** The same filters without cursor and limit. */
    ListQuery withoutPage() {
        return new ListQuery(tenantId, tech, number, search, null, 0);
    }

    /** The cursor of the page after this id. It is valid for the same tenant and filters only. */
    String cursor(long lastId) {
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(ByteBuffer.allocate(CURSOR_BYTES).putLong(lastId).putLong(binding()).array());
    }

    private Long readCursor(String cursor) {
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
            // not Base64: rejected below
        }
        throw ApiException.invalidParameter("cursor", "one that was given for the same tenant and filters");
    }

    /** Hash of tenant and filters. It need not be secret: a cursor gives no access beyond that of the key. */
    private long binding() {
        String selection = tenantId + "\n" + tech + "\n" + number + "\n" + search;
        return ByteBuffer.wrap(Sha256.of(selection.getBytes(UTF_8))).getLong();
    }
}
