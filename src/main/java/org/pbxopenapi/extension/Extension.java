package org.pbxopenapi.extension;

import static java.util.Objects.requireNonNullElse;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.JDBCException;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** An internal number of a tenant's PBX. Its rows may come from our table or from a view of the same name. */
@Entity
@Table(name = "extension")
public class Extension extends PanacheEntityBase {

    /** How many rows the driver holds at a time, while the database goes on. */
    private static final int FETCHED_ROWS = 100;

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
        run("set statement net_write_timeout = 86400 for select id, (select code from tenant where tenant.id = tenant_id),"
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

    private interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /**
     * By JDBC itself: of a long list, Hibernate would make more objects than the list has bytes.
     *
     * @param none the result where the query can't match anything
     */
    private static <T> T run(String sql, Where where, T none, Rows<T> reader) {
        try {
            return getSession().doReturningWork(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setFetchSize(FETCHED_ROWS);
                    for (int i = 0; i < where.values.size(); i++) {
                        statement.setObject(i + 1, where.values.get(i));
                    }
                    try (ResultSet rows = statement.executeQuery()) {
                        return reader.read(rows);
                    }
                }
            });
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
            add("tenant_id = ?", query.tenantId());
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
