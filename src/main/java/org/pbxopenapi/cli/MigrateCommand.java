package org.pbxopenapi.cli;

import jakarta.inject.Inject;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Creates or updates the tables. It is a command of its own, so that no node pays for it at its start. */
@Command(name = "migrate", description = "Create or update the tables of the database. Never touches tables that are not its own.")
class MigrateCommand implements Runnable {

    @Inject
    Flyway flyway;
    @Mixin
    Output output;

    @Override
    public void run() {
        MigrateResult done = flyway.migrate();
        String version = done.migrationsExecuted == 0 ? done.initialSchemaVersion : done.targetSchemaVersion;
        output.result("The tables are at version " + version + "; migrations applied: " + done.migrationsExecuted + ".",
                Output.object("version", version, "applied", done.migrationsExecuted));
    }
}
