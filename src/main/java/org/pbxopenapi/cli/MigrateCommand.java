package org.pbxopenapi.cli;

import jakarta.inject.Inject;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the Flyway migrations. A separate command keeps them out of the start of every node. */
@Command(name = "migrate", description = "Create or update the tables in the database. Leaves foreign tables unchanged.")
class MigrateCommand implements Runnable {

    @Inject
    Flyway flyway;
    @Mixin
    Output output;

    @Override
    public void run() {
        MigrateResult result = flyway.migrate();
        String version = result.migrationsExecuted == 0 ? result.initialSchemaVersion : result.targetSchemaVersion;
        output.result("The tables are at version " + version + "; migrations applied: " + result.migrationsExecuted + ".",
                Output.object("version", version, "applied", result.migrationsExecuted));
    }
}
