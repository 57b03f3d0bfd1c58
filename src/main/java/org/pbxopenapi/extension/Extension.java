package org.pbxopenapi.extension;

import static java.util.Objects.requireNonNullElse;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Predicate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.JDBCException;
import org.pbxopenapi.database.JdbcQuery;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An internal number of a tenant's PBX. Its rows may come from our table or from a view of the same name. */
@Entity
@Table(name = "extension")
public class Extension extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;
    @Column(name = "tenant_id")
    public Long tenantId;
    public String number;
    public String name;
    public String tech;

    /**
     * Reads extensions in the order of their ids.
     *
     * @param after only those whose id is greater, whatever the query says of it; null: from the first
     * @param most how many at the most
     * @param reader takes them, until it refuses one
     * @return whether it has refused one
     */
    static boolean read(ListQuery query, Long after, int most, Predicate<ExtensionItem> reader) {
        Where where = new Where(query, after);
        return run("select id, number, name, tech from extension" + where + " order by id limit " + most, where, false,
                rows -> {
                    while (rows.next()) {
                        if (!reader.test(
                                new ExtensionItem(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4)))) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    /**
     * Reads the extensions of several tenants, those of each in the order of their ids.
     *
     * @param most how many at the most
     * @param mostBytes how many bytes they may become, about
     * @param readers has a reader for each tenant
     * @return null: these are all; else the reader of that tenant which may have more, as may those that were given nothing
     */
    static ListReader readOf(Collection<Long> tenantIds, int most, int mostBytes, LongFunction<ListReader> readers) {
        List<String> ids = tenantIds.stream().map(String::valueOf).toList();
        return JdbcQuery.read(getSession(), "select tenant_id, id, number, name, tech from extension where tenant_id in "
                + JdbcQuery.placeholders(ids.size()) + " order by tenant_id, id limit " + most, ids, rows -> {
                    int count = 0;
                    long bytes = 0;
                    long tenantId = 0;
                    ListReader reader = null;
                    for (; rows.next(); count++) {
                        if (reader == null || rows.getLong(1) != tenantId) {
                            bytes += reader == null ? 0 : reader.size();
                            tenantId = rows.getLong(1);
                            reader = readers.apply(tenantId);
                        }
                        if (bytes + reader.size() > mostBytes) {
                            return reader;
                        }
                        reader.append(new ExtensionItem(rows.getLong(2), rows.getString(3), rows.getString(4),
                                rows.getString(5)));
                    }
                    return count < most ? null : reader;
                });
    }

    /** How many the query selects, wherever its page is. */
    static long count(ListQuery query) {
        Where where = new Where(query, null);
        return run("select count(*) from extension" + where, where, 0L, rows -> rows.next() ? rows.getLong(1) : 0L);
    }

    /** Takes an extension, with the code of its tenant. */
    public interface Reader {
        void read(long id, String tenant, String number, String name, String tech);
    }

    /**
     * Reads the extensions of a tenant or of all, in the order of their ids, as they are at one moment. Where a parameter is
     * null it selects nothing.
     */
    public static void read(Long tenantId, String tech, String number, String search, Reader reader) {
        Where where = new Where(new ListQuery(tenantId, tech, number, search, null, 0), null);
        // The reader may take its time, such as for being a pager that somebody reads.
        run("set statement net_write_timeout = 86400 for select id, (select code from tenant where tenant.id = extension.tenant_id),"
                + " number, name, tech from extension" + where + " order by id", where, null, rows -> {
                    while (rows.next()) {
                        reader.read(rows.getLong(1), text(rows, 2), text(rows, 3), text(rows, 4), text(rows, 5));
                    }
                    return null;
                });
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        return requireNonNullElse(rows.getString(column), "");
    }

    /** @param none the result where the query can't match anything */
    private static <T> T run(String sql, Where where, T none, JdbcQuery.Rows<T> reader) {
        try {
            return JdbcQuery.read(getSession(), sql, where.values, reader);
        } catch (JDBCException e) {
            if (Tenant.isOutsideCharacterSet(e)) {
                return none;
            }
            throw e;
        }
    }

    private static final class Where {

        final List<Object> values = new ArrayList<>();
        private final StringBuilder sql = new StringBuilder();

        Where(ListQuery query, Long after) {
            // As a text: a PBX may have its tenants' ids in a column of texts, whose index is of use only for these.
            add("tenant_id = ?", query.tenantId() == null ? null : query.tenantId().toString());
            add("id > ?", after);
            add("tech = ?", query.tech());
            add("number = ?", query.number());
            add("(locate(?, number) > 0 or locate(?, name) > 0)", query.search(), query.search());
        }

        private void add(String condition, Object... wanted) {
            if (wanted[0] != null) {
                sql.append(sql.isEmpty() ? " where " : " and ").append(condition);
                values.addAll(List.of(wanted));
            }
        }

        @Override
        public String toString() {
            return sql.toString();
        }
    }
}
