package org.pbxopenapi.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.hibernate.Session;

/**
 * Queries by JDBC itself, over the connection of a session: for many rows, Hibernate would make more objects than they have
 * bytes.
 */
public final class JdbcQuery {

    /** How many rows the driver holds at a time, while the database goes on. */
    private static final int FETCHED_ROWS = 100;

    /** Reads the result. */
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private JdbcQuery() {
    }

    /**
     * @param values those of the query's parameters
     * @throws org.hibernate.JDBCException for what the driver throws
     */
    public static <T> T read(Session session, String sql, List<?> values, Rows<T> reader) {
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCHED_ROWS);
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    return reader.read(rows);
                }
            }
        });
    }

    /** So many parameters, as a list in parentheses. */
    public static String placeholders(int size) {
        return "(?" + ", ?".repeat(size - 1) + ")";
    }
}
