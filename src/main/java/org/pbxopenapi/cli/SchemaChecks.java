package org.pbxopenapi.cli;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfoService;

/** What doctor says of migrations, and of what the database user may do. */
final class SchemaChecks {

    private static final int NO_SUCH_RELATION = 1146;
    private static final Set<String> OWN = Set.of("tenant", "extension", "api_key", "flyway_schema_history");

    private SchemaChecks() {
    }

    static Finding migrations(Questions ask, Flyway flyway) {
        try {
            ask.all("select 1 from flyway_schema_history limit 0");
        } catch (SQLException e) {
            return e.getErrorCode() == NO_SUCH_RELATION
                    ? Finding.ok("migrations", "migrate has not been used here.")
                    : Finding.skipped("migrations",
                            "the database user may not read flyway_schema_history, if it is there at all.");
        }
        MigrationInfoService info = flyway.info();
        if (Arrays.stream(info.all()).anyMatch(migration -> migration.getState().isFailed())) {
            return Finding.problem("migrations", "one has failed.",
                    "restore the database from a backup, and run migrate again.");
        }
        return info.pending().length == 0
                ? Finding.ok("migrations", "the tables are at version " + info.current().getVersion() + ".")
                : Finding.problem("migrations", "not applied: " + info.pending().length + ".", "run migrate.");
    }

    static Finding privileges(Questions ask) throws SQLException {
        Grants grants = Grants.of(ask.all("show grants"));
        String database = ask.one("select database()");
        List<String> excess = new ArrayList<>(grants.excess(database, OWN));
        if (grants.mayReadAllOf(database)) {
            String others = ask.one("select count(*) from information_schema.tables where table_schema = database() and"
                    + " table_name not in ('tenant', 'extension', 'api_key', 'flyway_schema_history')");
            if (!others.equals("0")) {
                excess.add("SELECT on the " + others + " other tables of " + database);
            }
        }
        if (excess.isEmpty()) {
            return Finding.ok("privileges", "the database user may read what is to be read, and no more.");
        }
        String first = String.join("; ", excess.subList(0, Math.min(excess.size(), RowCheck.NAMED)));
        return Finding.warning("privileges", "the database user may do more than the service needs: " + first
                + (excess.size() > RowCheck.NAMED ? "; …" : "") + ".",
                "leave this user to the commands, and give the service one that has SELECT on tenant, extension and api_key.");
    }
}
