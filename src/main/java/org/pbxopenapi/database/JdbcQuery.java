package org.pbxopenapi.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.hibernate.Session;

/**
 * Runs JDBC queries on the connection of a Hibernate session. For many rows, Hibernate's objects would need more memory than
 * the data.
 */
public final class JdbcQuery {

    /** Rows that the driver buffers; with a fetch size, it streams the result. */
    private static final int FETCH_SIZE = 100;

    /** Reads a result set. */
    public interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private JdbcQuery() {
    }

    /**
     * @param values the parameters' values, in order
     * @throws org.hibernate.JDBCException if the driver throws an SQLException
     */
    public static <T> T read(Session session, String sql, List<?> values, Rows<T> reader) {
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH_SIZE);
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                try (ResultSet rows = statement.executeQuery()) {
                    return reader.read(rows);
                }
            }
        });
    }

    /** A list of placeholders, such as {@code (?, ?)}. */
    public static String placeholders(int count) {
        return "(?" + ", ?".repeat(count - 1) + ")";
    }
}
