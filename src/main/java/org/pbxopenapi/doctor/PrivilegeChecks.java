package org.pbxopenapi.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.pbxopenapi.database.Finding;

/** Checks the migrations and the privileges of the database user. */
final class PrivilegeChecks {

    private static final int NO_SUCH_RELATION = 1146;
    private static final String RESTORE = "restore it from a backup, or use the version that created the tables.";
    private static final Set<String> READABLE = Set.of("tenant", "extension", "api_key", "flyway_schema_history");

    private PrivilegeChecks() {
    }

    static Finding migrations(SqlQueries sql, Flyway flyway) {
        try {
            sql.all("select 1 from flyway_schema_history limit 0");
        } catch (SQLException e) {
            return e.getErrorCode() == NO_SUCH_RELATION
                    ? Finding.ok("migrations", "migrate has not run in this database.")
                    : Finding.skipped("migrations",
                            "the database user may not read flyway_schema_history, or it does not exist.");
        }
        try {
            return migrations(flyway);
        } catch (FlywayException e) {
            return Finding.warning("migrations", "flyway_schema_history is not a table of migrate.", RESTORE);
        }
    }

    private static Finding migrations(Flyway flyway) {
        MigrationInfoService info = flyway.info();
        List<MigrationInfo> applied = List.of(info.applied());
        if (Arrays.stream(info.all()).anyMatch(migration -> migration.getState().isFailed())) {
            return Finding.problem("migrations", "a migration has failed.",
                    "restore the database from a backup, and run migrate again.");
        }
        if (applied.stream().anyMatch(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)) {
            return Finding.warning("migrations", "the tables are at version " + info.current().getVersion()
                    + ", which this program does not know.", "use the version that created them, or a later one.");
        }
        if (info.pending().length > 0) {
            return Finding.problem("migrations", "pending migrations: " + info.pending().length + ".", "run migrate.");
        }
        boolean isKnown = !applied.isEmpty() && flyway.validateWithResult().validationSuccessful
                && applied.stream().allMatch(migration -> migration.getState() == MigrationState.SUCCESS);
        return isKnown ? Finding.ok("migrations", "the tables are at version " + info.current().getVersion() + ".")
                : Finding.warning("migrations", "flyway_schema_history does not match the migrations of this program.",
                        RESTORE);
    }

    static Finding privileges(SqlQueries sql) throws SQLException {
        Grants grants = Grants.of(sql.all("show grants"));
        String database = Objects.requireNonNullElse(sql.one("select database()"), "");
        List<String> excess = new ArrayList<>(grants.excess(database, READABLE));
        List<String> enabled = sql.all("select role_name from information_schema.enabled_roles");
        grants.roles().stream().filter(role -> !enabled.contains(role)).forEach(role -> excess.add("the role " + role));
        grants.alsoGranted(database, sql.all("select schema_name from information_schema.schemata"))
                .forEach(other -> excess.add("the privileges on " + database + ".* also on " + other + ".*"));
        if (grants.mayReadAllOf(database)) {
            String others = sql.one("select count(*) from information_schema.tables where table_schema = database() and"
                    + " table_name not in ('tenant', 'extension', 'api_key', 'flyway_schema_history')");
            if (!"0".equals(others)) {
                excess.add("SELECT on the " + others + " other tables of " + database);
            }
        }
        if (grants.unreadable() > 0) {
            excess.add("unknown privileges (lines of SHOW GRANTS: " + grants.unreadable() + ")");
        }
        if (excess.isEmpty()) {
            return Finding.ok("privileges", "the database user may only read what the service needs.");
        }
        String first = String.join("; ", excess.subList(0, Math.min(excess.size(), DataCheck.NAMED)));
        return Finding.warning("privileges", "the database user may do more than the service needs: " + first
                + (excess.size() > DataCheck.NAMED ? "; …" : "") + ".",
                "use this user for commands, and create one for the service with SELECT on tenant, extension and api_key.");
    }
}
