package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;

import org.hibernate.query.NativeQuery;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An API key at rest: never the key itself, only its SHA-256. */
@Entity
@Table(name = "api_key")
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
     * as NULL, and leaves the others alone. Times are UTC, and the database's clock counts: it says how many microseconds
     * are left.
     */
    private static final String SELECT = """
            select id, tenant_id, key_hash, scope, label, created_at, not_before, expires_at, revoked_at, weak,
              coalesce(timestampdiff(microsecond, utc_timestamp(6), not_before), 0) as begins_in,
              if(expires_at is null, null, coalesce(timestampdiff(microsecond, utc_timestamp(6), expires_at), 0)) as ends_in
            from api_key
            natural left join (select null as label, null as created_at, null as not_before, null as expires_at,
              null as revoked_at, null as weak) missing
            where scope in ('full', 'read_only') and\s""";

    private static final String FIRST = "key_hash = :hash order by revoked_at is not null, id limit 1";

    private static final String HAS_HASH_INDEX = """
            select count(*) from information_schema.statistics
            where table_schema = database() and table_name = 'api_key' and column_name = 'key_hash' and seq_in_index = 1""";

    private static final String HASHES = """
            select id, key_hash from api_key
            where scope in ('full', 'read_only') and length(key_hash) = 32 limit :most""";

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
        return read(select(SELECT + FIRST).setParameter("hash", hash)).findFirst();
    }

    /** The same, if it is one of these: a lookup by their numbers, and not by the hash. */
    static Optional<ApiKey> findByHashAmong(List<Long> ids, byte[] hash) {
        return ids.isEmpty() ? Optional.empty()
                : read(select(SELECT + "id in (:ids) and " + FIRST).setParameterList("ids", ids).setParameter("hash", hash))
                        .findFirst();
    }

    /** Whether the database finds a key by its hash without looking at all keys. */
    static boolean hasHashIndex() {
        return getSession().createNativeQuery(HAS_HASH_INDEX, Long.class).getSingleResult() > 0;
    }

    /** The id and the hash of each key, of so many at the most. */
    static Stream<Object[]> hashes(int most) {
        return getSession().createNativeQuery(HASHES, Object[].class).setParameter("most", most)
                .setFetchSize(FETCHED_ROWS).getResultStream();
    }

    /** The record of a key by its number, of whatever {@link #state}. */
    public static Optional<ApiKey> findByNumber(long id) {
        return read(select(SELECT + "id = :id").setParameter("id", id)).findFirst();
    }

    /** The records of all keys, or of those of one tenant, or of the global ones, by their numbers. */
    public static List<ApiKey> list(Long tenantId, boolean global) {
        String owner = global ? "tenant_id is null" : tenantId == null ? "true" : "tenant_id = " + tenantId;
        return read(select(SELECT + owner + " order by id")).toList();
    }

    /** The time by the database's clock. */
    public static Instant now() {
        long micros = (long) getSession()
                .createNativeQuery("select cast(unix_timestamp(now(6)) * 1000000 as signed)", Long.class)
                .getSingleResult();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static NativeQuery<Object[]> select(String query) {
        return getSession().createNativeQuery(query, Object[].class)
                .addEntity(ApiKey.class)
                .addScalar("begins_in", Long.class)
                .addScalar("ends_in", Long.class);
    }

    private static Stream<ApiKey> read(NativeQuery<Object[]> query) {
        return query.getResultStream().map(row -> ((ApiKey) row[0]).within((long) row[1], (Long) row[2]));
    }

    /** @param untilBeginning in microseconds, as is the other; null: it never ends */
    ApiKey within(long untilBeginning, Long untilEnd) {
        beginsIn = untilBeginning;
        endsIn = untilEnd;
        return this;
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
