package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;

import org.hibernate.annotations.DynamicUpdate;
import org.pbxopenapi.database.JdbcQuery;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An API key at rest: never the key itself, only its SHA-256. */
@Entity
@Table(name = "api_key")
@DynamicUpdate // else a command would write back what another one has changed since
public class ApiKey extends PanacheEntityBase {

    /** What becomes of a key in the course of time. */
    public enum State {
        NOT_YET_VALID,
        VALID,
        EXPIRED,
        REVOKED
    }

    /**
     * A view over an existing PBX need not have the columns behind scope. The natural join supplies those that are missing,
     * as NULL, and leaves the others alone. Of the tenant there are no columns but these two, so that further ones, such as
     * created_at, leave no doubt whose is meant. Times are UTC, and the database's clock counts: it says how many microseconds
     * are left.
     */
    private static final String SELECT = """
            select api_key.id, tenant_id, key_hash, scope, label, created_at, not_before, expires_at, revoked_at, weak,
              coalesce(timestampdiff(microsecond, utc_timestamp(6), not_before), 0),
              if(expires_at is null, null, coalesce(timestampdiff(microsecond, utc_timestamp(6), expires_at), 0)),
              tenant.code
            from api_key
            natural left join (select null as label, null as created_at, null as not_before, null as expires_at,
              null as revoked_at, null as weak) missing
            left join (select id as owner, code from tenant) tenant on tenant.owner = tenant_id
            where scope in ('full', 'read_only') and\s""";

    /** Of several records of a key, the first one counts. */
    private static final Comparator<ApiKey> FIRST = comparing((ApiKey key) -> key.revokedAt != null)
            .thenComparing(key -> key.id);

    /** How many indexes find a key by its hash without looking at all keys. */
    public static final String HASH_INDEXES = """
            select count(*) from information_schema.statistics
            where table_schema = database() and table_name = 'api_key' and column_name = 'key_hash' and seq_in_index = 1""";

    private static final String HASHES = """
            select id, key_hash from api_key
            where scope in ('full', 'read_only') and length(key_hash) = 32 limit :most""";

    private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

    /** How many rows of a long list the driver holds at a time. */
    private static final int FETCHED_ROWS = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;
    /** The tenant whose key this is; null: a global key. */
    @Column(name = "tenant_id")
    public Long tenantId;
    @Column(name = "key_hash")
    public byte[] keyHash;
    /** {@code full} or {@code read_only}. */
    public String scope;
    /** What the operator calls it, or null. */
    public String label;
    @Column(name = "created_at")
    public Instant createdAt;
    /** From when on it is good; null: at once. */
    @Column(name = "not_before")
    public Instant notBefore;
    /** From when on it is no longer good; null: never. */
    @Column(name = "expires_at")
    public Instant expiresAt;
    /** Since when it is good no more, whatever else is said of it; null: it is not revoked. */
    @Column(name = "revoked_at")
    public Instant revokedAt;
    /** Whether it was imported although it is easy to guess; null: not known. */
    public Boolean weak;

    /** The tenant of {@link #tenantId}, but for its name; null: there is none, or it has no code. */
    @Transient
    Tenant tenant;
    @Transient
    private long beginsIn;
    @Transient
    private Long endsIn;

    /** The record of a key that is yet to be stored, with nothing but what the key itself tells. */
    public static ApiKey of(String key) {
        ApiKey record = new ApiKey();
        record.keyHash = KeyHash.of(key.getBytes(UTF_8)).bytes();
        record.weak = KeyFormat.isWeak(key);
        return record;
    }

    /** The record of a key, of whatever {@link #state}. */
    public static Optional<ApiKey> findByHash(byte[] hash) {
        return listByHash(List.of(hash)).stream().findFirst();
    }

    /** The records of keys, of whatever {@link #state}, each before those that it counts more than. */
    static List<ApiKey> listByHash(List<byte[]> hashes) {
        return sorted(read("key_hash in " + JdbcQuery.list(hashes.size()), hashes));
    }

    /** The same for those that are among these: a lookup by their ids, and not by the hashes. */
    static List<ApiKey> listByHash(List<byte[]> hashes, List<Long> ids) {
        List<Object> values = new ArrayList<>(ids);
        values.addAll(hashes);
        return ids.isEmpty() ? List.of()
                : sorted(read("api_key.id in " + JdbcQuery.list(ids.size()) + " and key_hash in "
                        + JdbcQuery.list(hashes.size()), values));
    }

    /** Whether the database finds a key by its hash without looking at all keys. */
    static boolean hasHashIndex() {
        return getSession().createNativeQuery(HASH_INDEXES, Long.class).getSingleResult() > 0;
    }

    /** The id and the hash of each key, of so many at the most. */
    static Stream<Object[]> hashes(int most) {
        return getSession().createNativeQuery(HASHES, Object[].class).setParameter("most", most)
                .setFetchSize(FETCHED_ROWS).getResultStream();
    }

    /** The record of a key by its number, of whatever {@link #state}. */
    public static Optional<ApiKey> findByNumber(long id) {
        return read("api_key.id = ?", List.of(id)).stream().findFirst();
    }

    /** The records of all keys, or of those of one tenant, or of the global ones, by their numbers. */
    public static List<ApiKey> list(Long tenantId, boolean global) {
        String owner = global ? "tenant_id is null" : tenantId == null ? "true" : "tenant_id = " + tenantId;
        return read(owner + " order by api_key.id", List.of());
    }

    /** The time by the database's clock. */
    public static Instant now() {
        long micros = (long) getSession()
                .createNativeQuery("select cast(unix_timestamp(now(6)) * 1000000 as signed)", Long.class)
                .getSingleResult();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static List<ApiKey> sorted(List<ApiKey> keys) {
        keys.sort(FIRST);
        return keys;
    }

    private static List<ApiKey> read(String condition, List<?> values) {
        return JdbcQuery.read(getSession(), SELECT + condition, values, rows -> {
            List<ApiKey> keys = new ArrayList<>();
            while (rows.next()) {
                keys.add(of(rows));
            }
            return keys;
        });
    }

    private static ApiKey of(ResultSet row) throws SQLException {
        Calendar utc = Calendar.getInstance(UTC);
        ApiKey key = new ApiKey();
        key.id = row.getLong(1);
        key.tenantId = row.getObject(2) == null ? null : row.getLong(2);
        key.keyHash = row.getBytes(3);
        key.scope = row.getString(4);
        key.label = row.getString(5);
        key.createdAt = time(row, 6, utc);
        key.notBefore = time(row, 7, utc);
        key.expiresAt = time(row, 8, utc);
        key.revokedAt = time(row, 9, utc);
        key.weak = row.getObject(10) == null ? null : row.getBoolean(10);
        if (row.getObject(13) != null) {
            key.tenant = new Tenant();
            key.tenant.id = key.tenantId;
            key.tenant.code = row.getString(13);
        }
        return key.within(row.getLong(11), row.getObject(12) == null ? null : row.getLong(12));
    }

    private static Instant time(ResultSet row, int column, Calendar utc) throws SQLException {
        Timestamp time = row.getTimestamp(column, utc);
        return time == null ? null : time.toInstant();
    }

    /** @param untilBeginning in microseconds, as is the other; null: it never ends */
    ApiKey within(long untilBeginning, Long untilEnd) {
        beginsIn = untilBeginning;
        endsIn = untilEnd;
        return this;
    }

    /** Stores what was changed of it since it was read; in a transaction. */
    public void update() {
        getEntityManager().merge(this);
        flush();
    }

    /** How many characters its texts have. */
    int textLength() {
        return Stream.of(label, tenant == null ? null : tenant.code).filter(Objects::nonNull).mapToInt(String::length).sum();
    }

    /** What it was when its record was read. */
    public State state() {
        return stateAfter(0);
    }

    /** What it is that many nanoseconds after its record was read. */
    State stateAfter(long nanos) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        long passed = TimeUnit.NANOSECONDS.toMicros(nanos);
        if (endsIn != null && passed >= endsIn) {
            return State.EXPIRED;
        }
        return beginsIn > passed ? State.NOT_YET_VALID : State.VALID;
    }

    public boolean isGlobal() {
        return tenantId == null;
    }

    public boolean isReadOnly() {
        return !scope.equals("full");
    }
}
