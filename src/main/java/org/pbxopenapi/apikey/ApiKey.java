package org.pbxopenapi.apikey;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An API key at rest: never the key itself, only its SHA-256. */
@Entity
@Table(name = "api_key")
public class ApiKey extends PanacheEntityBase {

    /**
     * A view over an existing PBX need not have the columns that limit a key's time. The natural join supplies those that are
     * missing, as NULL, and leaves the others alone. Times are UTC, and the database's clock counts: it says how many
     * microseconds are left.
     */
    private static final String FIND = """
            select id, tenant_id, key_hash, scope,
              coalesce(timestampdiff(microsecond, utc_timestamp(6), not_before), 0) as begins_in,
              if(expires_at is null, null, coalesce(timestampdiff(microsecond, utc_timestamp(6), expires_at), 0)) as ends_in
            from api_key
            natural left join (select null as not_before, null as expires_at, null as revoked_at) missing
            where key_hash = :hash and scope in ('full', 'read_only') and revoked_at is null
            order by id limit 1""";

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

    @Transient
    private long readAt;
    @Transient
    private long beginsIn;
    @Transient
    private Long endsIn;

    /** The record of a key that is not revoked. Whether its time has come, and is not over, is for {@link #isInItsTime}. */
    static Optional<ApiKey> findByHash(KeyHash hash) {
        long now = System.nanoTime();
        return getSession().createNativeQuery(FIND, Object[].class)
                .addEntity(ApiKey.class)
                .addScalar("begins_in", Long.class)
                .addScalar("ends_in", Long.class)
                .setParameter("hash", hash.bytes())
                .uniqueResultOptional()
                .map(row -> ((ApiKey) row[0]).readAt(now, (long) row[1], (Long) row[2]));
    }

    private ApiKey readAt(long time, long untilBeginning, Long untilEnd) {
        readAt = time;
        beginsIn = untilBeginning;
        endsIn = untilEnd;
        return this;
    }

    /** Whether the key is good at this moment, however long ago its record was read. */
    public boolean isInItsTime() {
        long passed = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - readAt);
        return beginsIn <= passed && (endsIn == null || passed < endsIn);
    }

    public boolean isGlobal() {
        return tenantId == null;
    }

    public boolean isReadOnly() {
        return !scope.equals("full");
    }
}
