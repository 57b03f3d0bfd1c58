package org.pbxopenapi.apikey;

import static java.util.Comparator.comparing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.hibernate.Session;
import org.pbxopenapi.database.JdbcQuery;
import org.pbxopenapi.tenant.Tenant;

/** Reads API keys from the table or view {@code api_key}. */
public final class ApiKeyQueries implements ApiKeyCache.Records {

    /** Counts the indexes that find a key by its hash without reading all keys. */
    public static final String HASH_INDEXES = """
            select count(*) from information_schema.statistics
            where table_schema = database() and table_name = 'api_key' and column_name = 'key_hash' and seq_in_index = 1""";

    /**
     * A view may lack the columns after scope: the natural join adds missing ones as NULL. Of the tenant, only two columns are
     * joined, so that column names stay unambiguous. Times are UTC, as microseconds since 1970: the driver would convert them
     * by a
     * Calendar, and the first one of a process takes milliseconds. Validity is judged by the database's clock, hence the
     * microseconds until the key begins and ends.
     */
    private static final String SELECT = """
            select api_key.id, tenant_id, key_hash, scope, label,
              timestampdiff(microsecond, '1970-01-01', created_at), timestampdiff(microsecond, '1970-01-01', not_before),
              timestampdiff(microsecond, '1970-01-01', expires_at), timestampdiff(microsecond, '1970-01-01', revoked_at), weak,
              coalesce(timestampdiff(microsecond, utc_timestamp(6), not_before), 0),
              if(expires_at is null, null, coalesce(timestampdiff(microsecond, utc_timestamp(6), expires_at), 0)),
              tenant.code
            from api_key
            natural left join (select null as label, null as created_at, null as not_before, null as expires_at,
              null as revoked_at, null as weak) missing
            left join (select id as owner, code from tenant) tenant on tenant.owner = tenant_id
            where scope in ('full', 'read_only') and\s""";

    private static final String HASHES = """
            select id, key_hash from api_key
            where scope in ('full', 'read_only') and length(key_hash) = 32 limit :max""";

    /** If a key has several records, the first counts. */
    private static final Comparator<ApiKey> PRECEDENCE = comparing((ApiKey key) -> key.revokedAt != null)
            .thenComparing(key -> key.id);

    /** The rows that the driver fetches at a time. */
    private static final int FETCH_SIZE = 1000;

    @Override
    public ApiKeyIndex index(int max) {
        Session session = ApiKey.getSession();
        if (session.createNativeQuery(HASH_INDEXES, Long.class).getSingleResult() > 0) {
            return ApiKeyIndex.NONE;
        }
        try (Stream<Object[]> rows = session.createNativeQuery(HASHES, Object[].class).setParameter("max", max + 1)
                .setFetchSize(FETCH_SIZE).getResultStream()) {
            return ApiKeyIndex.of(rows, max);
        }
    }

    @Override
    public List<ApiKey> find(List<byte[]> hashes) {
        return sorted(read("key_hash in " + JdbcQuery.placeholders(hashes.size()), hashes));
    }

    @Override
    public List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes) {
        List<Object> values = new ArrayList<>(ids);
        values.addAll(hashes);
        return ids.isEmpty() ? List.of()
                : sorted(read("api_key.id in " + JdbcQuery.placeholders(ids.size()) + " and key_hash in "
                        + JdbcQuery.placeholders(hashes.size()), values));
    }

    private static List<ApiKey> sorted(List<ApiKey> keys) {
        keys.sort(PRECEDENCE);
        return keys;
    }

    static List<ApiKey> read(String condition, List<?> values) {
        return JdbcQuery.read(ApiKey.getSession(), SELECT + condition, values, rows -> {
            List<ApiKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(key(rows));
            }
            return keys;
        });
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        ApiKey key = new ApiKey();
        key.id = row.getLong(1);
        key.tenantId = row.getObject(2) == null ? null : row.getLong(2);
        key.keyHash = row.getBytes(3);
        key.scope = row.getString(4);
        key.label = row.getString(5);
        key.createdAt = time(row, 6);
        key.notBefore = time(row, 7);
        key.expiresAt = time(row, 8);
        key.revokedAt = time(row, 9);
        key.weak = row.getObject(10) == null ? null : row.getBoolean(10);
        if (row.getObject(13) != null) {
            key.tenant = new Tenant();
            key.tenant.id = key.tenantId;
            key.tenant.code = row.getString(13);
        }
        return key.within(row.getLong(11), row.getObject(12) == null ? null : row.getLong(12));
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column) == null ? null : Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
    }
}
