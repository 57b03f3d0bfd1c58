package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
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

import org.hibernate.annotations.DynamicUpdate;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An API key at rest: its SHA-256, never the key itself. */
@Entity
@Table(name = "api_key")
@DynamicUpdate // a command must not overwrite what another one has changed in the meantime
public class ApiKey extends PanacheEntityBase {

    public enum State {
        NOT_YET_VALID,
        VALID,
        EXPIRED,
        REVOKED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;
    /** The tenant that the key belongs to; null: a global key. */
    @Column(name = "tenant_id")
    public Long tenantId;
    @Column(name = "key_hash")
    public byte[] keyHash;
    /** {@code full} or {@code read_only}. */
    public String scope;
    /** The operator's name for the key, or null. */
    public String label;
    @Column(name = "created_at")
    public Instant createdAt;
    /** When the key becomes valid; null: at once. */
    @Column(name = "not_before")
    public Instant notBefore;
    /** When the key expires; null: never. */
    @Column(name = "expires_at")
    public Instant expiresAt;
    /** When the key was revoked; null: it is not revoked. */
    @Column(name = "revoked_at")
    public Instant revokedAt;
    /** Whether the key was imported although it is easy to guess; null: unknown. */
    public Boolean weak;

    /** The tenant of {@link #tenantId}, without its name; null: there is none, or it has no code. */
    @Transient
    Tenant tenant;
    /** Microseconds from the read until the key becomes valid. */
    @Transient
    private long beginsIn;
    /** Microseconds from the read until the key expires; null: never. */
    @Transient
    private Long endsIn;

    /** The record of a new key, with its hash only. */
    public static ApiKey of(String key) {
        ApiKey record = new ApiKey();
        record.keyHash = KeyHash.of(key.getBytes(UTF_8)).bytes();
        record.weak = KeyFormat.isWeak(key);
        return record;
    }

    /** Finds a key in any {@link #state}. */
    public static Optional<ApiKey> findByHash(byte[] hash) {
        return new ApiKeyQueries().find(List.of(hash)).stream().findFirst();
    }

    /** Finds a key in any {@link #state}. */
    public static Optional<ApiKey> findByNumber(long id) {
        return ApiKeyQueries.read("api_key.id = ?", List.of(id)).stream().findFirst();
    }

    /**
     * Lists keys by their ids.
     *
     * @param tenantId only keys of this tenant; null: of any
     * @param global only global keys
     */
    public static List<ApiKey> list(Long tenantId, boolean global) {
        String owner = global ? "tenant_id is null" : tenantId == null ? "true" : "tenant_id = " + tenantId;
        return ApiKeyQueries.read(owner + " order by api_key.id", List.of());
    }

    /** The time of the database's clock. */
    public static Instant now() {
        long micros = (long) getSession()
                .createNativeQuery("select cast(unix_timestamp(now(6)) * 1000000 as signed)", Long.class)
                .getSingleResult();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Stores the changed columns, in the caller's transaction. */
    public void update() {
        getEntityManager().merge(this);
        flush();
    }

    /**
     * @param untilBeginning in microseconds
     * @param untilEnd in microseconds; null: it never ends
     */
    ApiKey within(long untilBeginning, Long untilEnd) {
        beginsIn = untilBeginning;
        endsIn = untilEnd;
        return this;
    }

    /** The characters of its texts. */
    int textLength() {
        return Stream.of(label, tenant == null ? null : tenant.code).filter(Objects::nonNull).mapToInt(String::length).sum();
    }

    /** The state when the record was read. */
    public State state() {
        return stateAfter(0);
    }

    /** @param nanos the time since the record was read */
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
