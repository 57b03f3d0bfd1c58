package org.pbxopenapi.apikey;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An API key at rest: never the key itself, only its SHA-256. */
@Entity
@Table(name = "api_key")
public class ApiKey extends PanacheEntityBase {

    /**
     * A view over an existing PBX need not have the columns that limit a key's time. The natural join supplies those that are
     * missing, as NULL, and leaves the others alone. Times are UTC, and judged by the database's clock.
     */
    private static final String FIND_VALID = """
            select id, tenant_id, key_hash, scope from api_key
            natural left join (select null as not_before, null as expires_at, null as revoked_at) missing
            where key_hash = :hash and scope in ('full', 'read_only') and revoked_at is null
              and (not_before is null or not_before <= utc_timestamp(6))
              and (expires_at is null or expires_at > utc_timestamp(6))
            order by id limit 1""";

    @Id
    public Long id;
    /** The tenant whose key this is; null: a global key. */
    @Column(name = "tenant_id")
    public Long tenantId;
    @Column(name = "key_hash")
    public byte[] keyHash;
    /** {@code full} or {@code read_only}. */
    public String scope;

    /** The record of a key as its bearer presents it, unless it is unknown, expired, revoked or not yet valid. */
    public static Optional<ApiKey> findValid(byte[] key) {
        return getSession().createNativeQuery(FIND_VALID, ApiKey.class)
                .setParameter("hash", sha256(key))
                .uniqueResultOptional();
    }

    public boolean isGlobal() {
        return tenantId == null;
    }

    public boolean isReadOnly() {
        return !scope.equals("full");
    }

    private static byte[] sha256(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
