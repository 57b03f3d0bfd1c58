package org.pbxopenapi.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether the three relations, tables or views, are such that lists can be answered from them: there, with their columns, of
 * types that can be worked with, and readable.
 */
public final class SchemaVerifier {

    /**
     * What keeps lists from being read.
     *
     * @param problems empty: nothing
     * @param isPending whether the database looks as it does before or during its migration
     */
    public record Result(List<Finding> problems, boolean isPending) {

        public boolean isOk() {
            return problems.isEmpty();
        }

        /** All problems with their fixes. */
        public String sentences() {
            return problems.stream().map(Finding::sentences).collect(Collectors.joining(" "));
        }
    }

    private static final List<String> RELATIONS = List.of("tenant", "extension", "api_key");

    private static final int NO_DATABASE = 1046;
    private static final int NO_SUCH_COLUMN = 1054;
    private static final int RELATION_DENIED = 1142;
    private static final int COLUMN_DENIED = 1143;
    private static final int NO_SUCH_RELATION = 1146;
    private static final int BROKEN_VIEW = 1356;
    private static final int NO_SUCH_DEFINER = 1449;

    private static final String CREATE = "run migrate, if the tables are to be pbx-openapi's own; "
            + "else lay a view of this name over the tables of the PBX (docs/existing-pbx.md).";
    private static final String RESTORE = "migrate has made it once and does not do so again: restore it from a backup.";

    private SchemaVerifier() {
    }

    /**
     * What keeps lists from being answered, if anything does. It costs one query that reads no row, unless something is wrong.
     *
     * @throws SQLException if the database can't be asked
     */
    public static Result verify(Connection connection) throws SQLException {
        try {
            return new Result(problems(connection, SchemaColumn.ALL), false);
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_DATABASE) {
                return new Result(List.of(problem("The URL names no database.",
                        "name it in QUARKUS_DATASOURCE_JDBC_URL, as in jdbc:mariadb://host/pbx.")), false);
            }
            if (!isOfTheSchema(e)) {
                throw e;
            }
            return verifyEach(connection);
        }
    }

    private static Result verifyEach(Connection connection) throws SQLException {
        List<Finding> problems = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String relation : RELATIONS) {
            problems.addAll(problems(connection, relation, missing));
        }
        if (missing.isEmpty()) {
            return new Result(problems, false);
        }
        Boolean migrated = isMigrated(connection);
        // A migration creates one table after another: existing tables do not mean that it is complete.
        boolean isPending = problems.isEmpty() && (migrated == null ? missing.equals(RELATIONS) : !migrated);
        String fix = Boolean.TRUE.equals(migrated) ? RESTORE : CREATE;
        missing.forEach(relation -> problems.add(problem(relation + " is missing.", fix)));
        return new Result(problems, isPending);
    }

    static Finding problem(String message, String fix) {
        return Finding.problem("relations", message, fix);
    }

    private static boolean isOfTheSchema(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("42") || e.getErrorCode() == BROKEN_VIEW
                || e.getErrorCode() == NO_SUCH_DEFINER;
    }

    /** The problems of columns that can be read together. */
    private static List<Finding> problems(Connection connection, List<SchemaColumn> columns) throws SQLException {
        String query = columns.stream().map(SchemaColumn::toString).collect(Collectors.joining(", ", "select ", " from "))
                + columns.stream().map(SchemaColumn::relation).distinct().collect(Collectors.joining(", ")) + " limit 0";
        try (Statement statement = connection.createStatement(); ResultSet none = statement.executeQuery(query)) {
            List<Finding> problems = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).problem(none.getMetaData(), i + 1).ifPresent(problems::add);
            }
            return problems;
        }
    }

    private static List<Finding> problems(Connection connection, String relation, List<String> missing) throws SQLException {
        List<SchemaColumn> columns = SchemaColumn.ALL.stream().filter(column -> column.relation().equals(relation)).toList();
        try {
            return problems(connection, columns);
        } catch (SQLException e) {
            switch (e.getErrorCode()) {
                case NO_SUCH_RELATION:
                    missing.add(relation);
                    return List.of();
                case NO_SUCH_COLUMN:
                case COLUMN_DENIED:
                    return eachOf(connection, columns);
                default:
                    return List.of(unreadable(relation, e));
            }
        }
    }

    private static List<Finding> eachOf(Connection connection, List<SchemaColumn> columns) throws SQLException {
        List<Finding> problems = new ArrayList<>();
        for (SchemaColumn column : columns) {
            try {
                problems.addAll(problems(connection, List.of(column)));
            } catch (SQLException e) {
                problems.add(unreadable(column, e));
            }
        }
        return problems;
    }

    private static Finding unreadable(SchemaColumn column, SQLException e) throws SQLException {
        return switch (e.getErrorCode()) {
            case NO_SUCH_COLUMN -> problem(column.relation() + " has no column " + column.name() + ".",
                    "add it; a view has to name it, with AS if need be.");
            case COLUMN_DENIED -> problem("The database user may not read " + column + ".",
                    "GRANT SELECT ON " + column.relation() + " to that user.");
            default -> unreadable(column.relation(), e);
        };
    }

    private static Finding unreadable(String relation, SQLException e) throws SQLException {
        return switch (e.getErrorCode()) {
            case RELATION_DENIED -> problem("The database user may not read " + relation + ", if it is there at all.",
                    "GRANT SELECT ON " + relation + " to that user; if it is not there, " + CREATE);
            case BROKEN_VIEW,
                    NO_SUCH_DEFINER ->
                problem("The view " + relation + " does not work: " + DatabaseFailure.message(e) + ".",
                        "lay it anew; the tables and columns that it names, and the user who defines it, have to be there,"
                                + " and that user has to have the right to read them.");
            default -> {
                if (!isOfTheSchema(e)) {
                    throw e;
                }
                yield problem(relation + " can't be read: " + DatabaseFailure.message(e) + ".",
                        "make it readable for the database user.");
            }
        };
    }

    /** Whether a migration has been applied in this database; null: nothing is known of any. */
    private static Boolean isMigrated(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) > 0 from flyway_schema_history where version is not null and success")) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            return null;
        }
    }
}
