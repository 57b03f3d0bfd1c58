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

/** A customer of the PBX. Its rows may come from our table or from a view of the same name. */
@Entity
@Table(name = "tenant")
public class Tenant extends PanacheEntityBase {

    /** MariaDB's ER_CANT_AGGREGATE_2COLLATIONS: the value has characters that the column's character set lacks. */
    private static final int ILLEGAL_MIX_OF_COLLATIONS = 1267;

    /**
     * Equality is the column's own collation. Our columns promise to ignore case and nothing else, but no collation before
     * MariaDB 11.5 does just that: the nearest one also ignores control characters and widths, so theirs is checked again.
     */
    private static final String SAME = """
            (%1$s = %2$s and (collation(%1$s) <> 'utf8mb4_uca1400_nopad_as_ci'
              or cast(lower(upper(%1$s)) as binary) = cast(lower(upper(%3$s)) as binary)))""";

    private static final String PREFERRED = " and id = :preferred";
    private static final String FIRST = " order by id = :preferred desc, id limit 1";

    private static final String FIND = """
            select id, code, name from tenant where %1$s or %2$s
            order by coalesce(%1$s, 0) desc, id = :preferred desc, id limit 1"""
            .formatted(sameAsTenant("code"), sameAsTenant("name"));

    private static final String FIND_BY_CODE = "select id, code, name from tenant where " + sameAsTenant("code");

    private static final String LIST_CALLED = """
            select id, code, name from tenant where id <> :id and (%1$s or %2$s) order by id"""
            .formatted(sameAsTenant("code"), sameAsTenant("name"));

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;
    public String code;
    public String name;

    private static String sameAsTenant(String column) {
        return SAME.formatted(column, ":tenant", ":tenant collate utf8mb4_uca1400_nopad_as_ci");
    }

    /**
     * The SQL by which a column with codes equals another one of its own type and collation, as {@link #findByCode} has it.
     */
    public static String sameCode(String column, String other) {
        return SAME.formatted(column, other, other);
    }

    /**
     * The tenant of this code or, failing that, of this name. A name that several tenants bear means the preferred one, or
     * the one with the lowest id.
     *
     * @param preferredId the id of the tenant that a clash of names is decided for, or null
     */
    static Optional<Tenant> findByCodeOrName(String codeOrName, Long preferredId) {
        // Nearly everybody gives a code. To look for it alone takes an index, where names, as over views, may have none.
        return first(FIND_BY_CODE + (preferredId == null ? FIRST : PREFERRED), codeOrName, preferredId)
                .or(() -> first(FIND, codeOrName, preferredId));
    }

    private static Optional<Tenant> first(String query, String called, Long preferredId) {
        try {
            return getSession().createNativeQuery(query, Tenant.class)
                    .setParameter("tenant", called)
                    .setParameter("preferred", preferredId)
                    .uniqueResultOptional();
        } catch (JDBCException e) {
            if (isOutsideCharacterSet(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The tenant of this code, which no other one has in our tables. */
    public static Optional<Tenant> findByCode(String code) {
        return getSession().createNativeQuery(FIND_BY_CODE, Tenant.class).setParameter("tenant", code).getResultStream()
                .findFirst();
    }

    /** The codes of all tenants by their ids. */
    public static Map<Long, String> codes() {
        return Tenant.<Tenant> streamAll()
                .collect(Collectors.toMap(tenant -> tenant.id, tenant -> Objects.toString(tenant.code, "")));
    }

    /** The other tenants that have the code or the name of this one as their code or their name. */
    public List<Tenant> listNamesakes() {
        return Stream.of(code, name).distinct()
                .flatMap(called -> getSession().createNativeQuery(LIST_CALLED, Tenant.class)
                        .setParameter("tenant", called).setParameter("id", id).getResultStream())
                .distinct().toList();
    }

    /** Whether a query failed for having been asked for what the column can't hold, so that nothing equals it. */
    public static boolean isOutsideCharacterSet(JDBCException e) {
        return e.getErrorCode() == ILLEGAL_MIX_OF_COLLATIONS;
    }
}
