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

/** What doctor says of migrations, and of what the database user may do. */
final class PrivilegeChecks {

    private static final int NO_SUCH_RELATION = 1146;
    private static final String RESTORE = "restore it from a backup, or use the program that has made the tables.";
    private static final Set<String> OWN = Set.of("tenant", "extension", "api_key", "flyway_schema_history");

    private PrivilegeChecks() {
    }

    static Finding migrations(SqlQueries ask, Flyway flyway) {
        try {
            ask.all("select 1 from flyway_schema_history limit 0");
        } catch (SQLException e) {
            return e.getErrorCode() == NO_SUCH_RELATION
                    ? Finding.ok("migrations", "migrate has not been used here.")
                    : Finding.skipped("migrations",
                            "the database user may not read flyway_schema_history, if it is there at all.");
        }
        try {
            return migrations(flyway);
        } catch (FlywayException e) {
            return Finding.warning("migrations", "flyway_schema_history can't be read as that of migrate.", RESTORE);
        }
    }

    private static Finding migrations(Flyway flyway) {
        MigrationInfoService info = flyway.info();
        List<MigrationInfo> applied = List.of(info.applied());
        if (Arrays.stream(info.all()).anyMatch(migration -> migration.getState().isFailed())) {
            return Finding.problem("migrations", "one has failed.",
                    "restore the database from a backup, and run migrate again.");
        }
        if (applied.stream().anyMatch(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)) {
            return Finding.warning("migrations", "the tables are at version " + info.current().getVersion()
                    + ", of which this program does not know.", "use the program that has made them, or a later one.");
        }
        if (info.pending().length > 0) {
            return Finding.problem("migrations", "not applied: " + info.pending().length + ".", "run migrate.");
        }
        boolean isKnown = !applied.isEmpty() && flyway.validateWithResult().validationSuccessful
                && applied.stream().allMatch(migration -> migration.getState() == MigrationState.SUCCESS);
        return isKnown ? Finding.ok("migrations", "the tables are at version " + info.current().getVersion() + ".")
                : Finding.warning("migrations", "what flyway_schema_history says are not the migrations of this program.",
                        RESTORE);
    }

    static Finding privileges(SqlQueries ask) throws SQLException {
        Grants grants = Grants.of(ask.all("show grants"));
        String database = Objects.requireNonNullElse(ask.one("select database()"), "");
        List<String> excess = new ArrayList<>(grants.excess(database, OWN));
        List<String> enabled = ask.all("select role_name from information_schema.enabled_roles");
        grants.roles().stream().filter(role -> !enabled.contains(role)).forEach(role -> excess.add("the role " + role));
        grants.reached(database, ask.all("select schema_name from information_schema.schemata"))
                .forEach(other -> excess.add("what is granted on " + database + ".*, on " + other + ".* too"));
        if (grants.mayReadAllOf(database)) {
            String others = ask.one("select count(*) from information_schema.tables where table_schema = database() and"
                    + " table_name not in ('tenant', 'extension', 'api_key', 'flyway_schema_history')");
            if (!"0".equals(others)) {
                excess.add("SELECT on the " + others + " other tables of " + database);
            }
        }
        if (grants.unreadable() > 0) {
            excess.add("rights that can't be read (lines of SHOW GRANTS: " + grants.unreadable() + ")");
        }
        if (excess.isEmpty()) {
            return Finding.ok("privileges", "the database user may read what is to be read, and no more.");
        }
        String first = String.join("; ", excess.subList(0, Math.min(excess.size(), DataCheck.NAMED)));
        return Finding.warning("privileges", "the database user may do more than the service needs: " + first
                + (excess.size() > DataCheck.NAMED ? "; …" : "") + ".",
                "leave this user to the commands, and give the service one that has SELECT on tenant, extension and api_key.");
    }
}
