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

/** Entity of an extension: an internal number of a tenant's PBX. {@code extension} may be the service's table or a view. */
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
     * @param after reads only greater ids, instead of {@link ListQuery#after}; null reads from the first
     * @param maxRows how many rows to read at most
     * @param reader receives the extensions; returns false to stop
     * @return whether the reader has stopped
     */
    static boolean read(ListQuery query, Long after, int maxRows, Predicate<ExtensionItem> reader) {
        Where where = new Where(query, after);
        return run("select id, number, name, tech from extension" + where + " order by id limit " + maxRows, where, false,
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
     * Reads the extensions of several tenants, ordered by tenant and id.
     *
     * @param maxRows how many rows to read at most
     * @param maxBytes approximate limit on the JSON of all tenants, in bytes
     * @param readers returns the reader of a tenant
     * @return null if all rows were read; else the reader at which reading stopped: its list and those without rows may be
     *         incomplete
     */
    static ListReader readOf(Collection<Long> tenantIds, int maxRows, int maxBytes, LongFunction<ListReader> readers) {
        List<String> ids = tenantIds.stream().map(String::valueOf).toList();
        return JdbcQuery.read(getSession(), "select tenant_id, id, number, name, tech from extension where tenant_id in "
                + JdbcQuery.placeholders(ids.size()) + " order by tenant_id, id limit " + maxRows, ids, rows -> {
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
                        if (bytes + reader.size() > maxBytes) {
                            return reader;
                        }
                        reader.append(new ExtensionItem(rows.getLong(2), rows.getString(3), rows.getString(4),
                                rows.getString(5)));
                    }
                    return count < maxRows ? null : reader;
                });
    }

    /** How many extensions match the filters, on all pages. */
    static long count(ListQuery query) {
        Where where = new Where(query, null);
        return run("select count(*) from extension" + where, where, 0L, rows -> rows.next() ? rows.getLong(1) : 0L);
    }

    /** Receives an extension and the code of its tenant. NULL columns are empty strings. */
    public interface Reader {
        void read(long id, String tenant, String number, String name, String tech);
    }

    /**
     * Reads the extensions of one tenant or of all, in the order of their ids, by one query and thus as of one moment. A null
     * parameter does not filter.
     */
    public static void read(Long tenantId, String tech, String number, String search, Reader reader) {
        Where where = new Where(new ListQuery(tenantId, tech, number, search, null, 0), null);
        // The reader may be slow: its output may go to a pager. The timeout is in seconds.
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

    /** @param none the result if a filter is outside the column's character set, so that no row can match */
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
            // A string, since a PBX may store tenant ids as text: MariaDB uses the index of a text column only for strings.
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
