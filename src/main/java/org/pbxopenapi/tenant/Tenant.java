package org.pbxopenapi.tenant;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.JDBCException;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** Tenant entity: a customer of the PBX. Rows come from the service's own table or from a view over the PBX's table. */
@Entity
@Table(name = "tenant")
public class Tenant extends PanacheEntityBase {

    /** ER_CANT_AGGREGATE_2COLLATIONS: the value has characters that the column's character set lacks. */
    private static final int ILLEGAL_MIX_OF_COLLATIONS = 1267;

    /**
     * Compares by the column's collation. The service's own columns must ignore case only, but no collation before MariaDB 11.5
     * does so: the closest one also ignores control characters and character widths. Hence the second comparison.
     */
    private static final String EQUAL = """
            (%1$s = %2$s and (collation(%1$s) <> 'utf8mb4_uca1400_nopad_as_ci'
              or cast(lower(upper(%1$s)) as binary) = cast(lower(upper(%3$s)) as binary)))""";

    private static final String PREFERRED = " and id = :preferred";
    private static final String FIRST = " order by id = :preferred desc, id limit 1";

    private static final String FIND = """
            select id, code, name from tenant where %1$s or %2$s
            order by coalesce(%1$s, 0) desc, id = :preferred desc, id limit 1"""
            .formatted(equalsTenant("code"), equalsTenant("name"));

    private static final String FIND_BY_CODE = "select id, code, name from tenant where " + equalsTenant("code");

    private static final String LIST_NAMESAKES = """
            select id, code, name from tenant where id <> :id and (%1$s or %2$s) order by id"""
            .formatted(equalsTenant("code"), equalsTenant("name"));

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;
    public String code;
    public String name;

    private static String equalsTenant(String column) {
        return EQUAL.formatted(column, ":tenant", ":tenant collate utf8mb4_uca1400_nopad_as_ci");
    }

    /** SQL that compares two columns of codes as {@link #findByCode} does. Both must have the same type and collation. */
    public static String sameCode(String column, String other) {
        return EQUAL.formatted(column, other, other);
    }

    /**
     * Finds the tenant with this code or, if there is none, with this name. If several tenants have the name, the result is the
     * preferred one, or else the one with the lowest id.
     *
     * @param preferredId the id of the preferred tenant, or null
     */
    static Optional<Tenant> findByCodeOrName(String codeOrName, Long preferredId) {
        // Most clients send a code, which has an index. Names may have none, for example in a view.
        return first(FIND_BY_CODE + (preferredId == null ? FIRST : PREFERRED), codeOrName, preferredId)
                .or(() -> first(FIND, codeOrName, preferredId));
    }

    private static Optional<Tenant> first(String query, String codeOrName, Long preferredId) {
        try {
            return getSession().createNativeQuery(query, Tenant.class)
                    .setParameter("tenant", codeOrName)
                    .setParameter("preferred", preferredId)
                    .uniqueResultOptional();
        } catch (JDBCException e) {
            if (isOutsideCharacterSet(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Finds the tenant with this code, which is unique in the service's own table. */
    public static Optional<Tenant> findByCode(String code) {
        return getSession().createNativeQuery(FIND_BY_CODE, Tenant.class).setParameter("tenant", code).getResultStream()
                .findFirst();
    }

    /** The codes of all tenants, by id. */
    public static Map<Long, String> codes() {
        return Tenant.<Tenant> streamAll()
                .collect(Collectors.toMap(tenant -> tenant.id, tenant -> Objects.toString(tenant.code, "")));
    }

    /** Lists other tenants whose code or name equals the code or the name of this one. */
    public List<Tenant> listNamesakes() {
        return Stream.of(code, name).distinct()
                .flatMap(codeOrName -> getSession().createNativeQuery(LIST_NAMESAKES, Tenant.class)
                        .setParameter("tenant", codeOrName).setParameter("id", id).getResultStream())
                .distinct().toList();
    }

    /** Whether a query failed because the column's character set lacks a character of the value, so that no row equals it. */
    public static boolean isOutsideCharacterSet(JDBCException e) {
        return e.getErrorCode() == ILLEGAL_MIX_OF_COLLATIONS;
    }
}
