package org.pbxopenapi.health;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.pbxopenapi.DatabaseFailure;

/**
 * Whether the three relations, tables or views, are such that lists can be answered from them: there, with their columns, of
 * types that can be worked with, and readable.
 */
public final class Schema {

    /**
     * Something that keeps every list from being answered.
     *
     * @param mend what an operator can do about it
     * @param awaited whether it is what a database looks like that is yet to be migrated, or is just being migrated
     */
    public record Flaw(String message, String mend, boolean awaited) {

        @Override
        public String toString() {
            return message + " Mend: " + mend;
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

    private static final String MAKE = "run migrate, if the tables are to be pbx-openapi's own; "
            + "else lay a view of this name over the tables of the PBX (docs/existing-pbx.md).";
    private static final String RESTORE = "migrate has made it once and does not do so again: restore it from a backup.";

    private Schema() {
    }

    /**
     * What keeps lists from being answered, if anything does. It costs one query that reads no row, unless something is wrong.
     *
     * @throws SQLException if the database can't be asked
     */
    public static List<Flaw> flaws(Connection connection) throws SQLException {
        try {
            return flaws(connection, SchemaColumn.ALL);
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_DATABASE) {
                return List.of(new Flaw("The URL names no database.",
                        "name it in QUARKUS_DATASOURCE_JDBC_URL, as in jdbc:mariadb://host/pbx.", false));
            }
            if (!isOfTheSchema(e)) {
                throw e;
            }
            List<Flaw> flaws = new ArrayList<>();
            List<String> missing = new ArrayList<>();
            for (String relation : RELATIONS) {
                flaws.addAll(flaws(connection, relation, missing));
            }
            flaws.addAll(missing(connection, missing));
            return flaws;
        }
    }

    private static boolean isOfTheSchema(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith("42") || e.getErrorCode() == BROKEN_VIEW
                || e.getErrorCode() == NO_SUCH_DEFINER;
    }

    /** The flaws of columns that can be read together. */
    private static List<Flaw> flaws(Connection connection, List<SchemaColumn> columns) throws SQLException {
        String query = columns.stream().map(SchemaColumn::toString).collect(Collectors.joining(", ", "select ", " from "))
                + columns.stream().map(SchemaColumn::relation).distinct().collect(Collectors.joining(", ")) + " limit 0";
        try (Statement statement = connection.createStatement(); ResultSet none = statement.executeQuery(query)) {
            List<Flaw> flaws = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).flaw(none.getMetaData(), i + 1).ifPresent(flaws::add);
            }
            return flaws;
        }
    }

    private static List<Flaw> flaws(Connection connection, String relation, List<String> missing) throws SQLException {
        List<SchemaColumn> columns = SchemaColumn.ALL.stream().filter(column -> column.relation().equals(relation)).toList();
        try {
            return flaws(connection, columns);
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

    private static List<Flaw> eachOf(Connection connection, List<SchemaColumn> columns) throws SQLException {
        List<Flaw> flaws = new ArrayList<>();
        for (SchemaColumn column : columns) {
            try {
                flaws.addAll(flaws(connection, List.of(column)));
            } catch (SQLException e) {
                flaws.add(unreadable(column, e));
            }
        }
        return flaws;
    }

    private static Flaw unreadable(SchemaColumn column, SQLException e) throws SQLException {
        return switch (e.getErrorCode()) {
            case NO_SUCH_COLUMN -> new Flaw(column.relation() + " has no column " + column.name() + ".",
                    "add it; a view has to name it, with AS if need be.", false);
            case COLUMN_DENIED -> new Flaw("The database user may not read " + column + ".",
                    "GRANT SELECT ON " + column.relation() + " to that user.", false);
            default -> unreadable(column.relation(), e);
        };
    }

    private static Flaw unreadable(String relation, SQLException e) throws SQLException {
        return switch (e.getErrorCode()) {
            case RELATION_DENIED -> new Flaw("The database user may not read " + relation + ", if it is there at all.",
                    "GRANT SELECT ON " + relation + " to that user; if it is not there, " + MAKE, false);
            case BROKEN_VIEW,
                    NO_SUCH_DEFINER ->
                new Flaw("The view " + relation + " does not work: " + DatabaseFailure.message(e) + ".",
                        "lay it anew; the tables and columns that it names, and the user who defines it, have to be there,"
                                + " and that user has to have the right to read them.",
                        false);
            default -> {
                if (!isOfTheSchema(e)) {
                    throw e;
                }
                yield new Flaw(relation + " can't be read: " + DatabaseFailure.message(e) + ".",
                        "make it readable for the database user.", false);
            }
        };
    }

    private static List<Flaw> missing(Connection connection, List<String> relations) {
        if (relations.isEmpty()) {
            return List.of();
        }
        Boolean migrated = isMigrated(connection);
        // A migration makes one table after the other: that some are there already does not say that it is over.
        boolean awaited = migrated == null ? relations.equals(RELATIONS) : !migrated;
        String mend = Boolean.TRUE.equals(migrated) ? RESTORE : MAKE;
        return relations.stream().map(relation -> new Flaw(relation + " is missing.", mend, awaited)).toList();
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
