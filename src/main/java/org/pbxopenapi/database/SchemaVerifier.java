package org.pbxopenapi.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Verifies that the tables or views tenant, extension and api_key exist and are readable, with all columns and the right types.
 */
public final class SchemaVerifier {

    /**
     * @param problems what makes the schema unusable
     * @param isPending whether a migration may still fix all problems: it has not run, or has not finished
     */
    public record Result(List<Finding> problems, boolean isPending) {

        public boolean isOk() {
            return problems.isEmpty();
        }

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

    private static final String CREATE = "run migrate to create pbx-openapi's own tables,"
            + " or create a view of this name over the PBX's tables (docs/existing-pbx.md).";
    private static final String RESTORE = "restore it from a backup: migrate has already run and does not create it again.";

    private SchemaVerifier() {
    }

    /**
     * A valid schema costs one query, which reads no rows.
     *
     * @throws SQLException if the query fails for another reason than the schema
     */
    public static Result verify(Connection connection) throws SQLException {
        try {
            return new Result(problems(connection, SchemaColumn.ALL), false);
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_DATABASE) {
                return new Result(List.of(problem("The URL names no database.",
                        "add it to QUARKUS_DATASOURCE_JDBC_URL, as in jdbc:mariadb://host/pbx.")), false);
            }
            if (!isSchemaError(e)) {
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
        // A migration creates one table after another: some tables may exist before it has finished.
        boolean isPending = problems.isEmpty() && (migrated == null ? missing.equals(RELATIONS) : !migrated);
        String fix = Boolean.TRUE.equals(migrated) ? RESTORE : CREATE;
        missing.forEach(relation -> problems.add(problem(relation + " is missing.", fix)));
        return new Result(problems, isPending);
    }

    static Finding problem(String message, String fix) {
        return Finding.problem("relations", message, fix);
    }

    private static boolean isSchemaError(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("42") || e.getErrorCode() == BROKEN_VIEW
                || e.getErrorCode() == NO_SUCH_DEFINER;
    }

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
                    return problemsOfEach(connection, columns);
                default:
                    return List.of(unreadable(relation, e));
            }
        }
    }

    private static List<Finding> problemsOfEach(Connection connection, List<SchemaColumn> columns) throws SQLException {
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
                    "add it; in a view, alias a column with AS.");
            case COLUMN_DENIED -> problem("The database user may not read " + column + ".",
                    "GRANT SELECT ON " + column.relation() + " to that user.");
            default -> unreadable(column.relation(), e);
        };
    }

    private static Finding unreadable(String relation, SQLException e) throws SQLException {
        return switch (e.getErrorCode()) {
            case RELATION_DENIED -> problem("The database user may not read " + relation + ", or it does not exist.",
                    "GRANT SELECT ON " + relation + " to that user; if it does not exist, " + CREATE);
            case BROKEN_VIEW,
                    NO_SUCH_DEFINER ->
                problem("The view " + relation + " does not work: " + DatabaseFailure.message(e) + ".",
                        "create it again. Its tables, columns and definer must exist, and the definer must have SELECT on them.");
            default -> {
                if (!isSchemaError(e)) {
                    throw e;
                }
                yield problem(relation + " can't be read: " + DatabaseFailure.message(e) + ".",
                        "make it readable for the database user.");
            }
        };
    }

    /** Whether a migration has run in this database; null: unknown, because its history can't be read. */
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
