package org.pbxopenapi.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Runs SQL queries and returns their first column as text. */
record SqlQueries(Connection connection) {

    /** The values of all rows. */
    List<String> all(String query) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        }
    }

    /** The value of the first row; null: there is none. */
    String one(String query) throws SQLException {
        List<String> all = all(query);
        return all.isEmpty() ? null : all.get(0);
    }
}
