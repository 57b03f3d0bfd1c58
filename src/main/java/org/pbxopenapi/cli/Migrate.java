package org.pbxopenapi.cli;

import org.flywaydb.core.Flyway;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Creates or updates the tables. It is a command of its own, so that no node pays for it at its start. */
@QuarkusMain(name = "migrate")
public class Migrate implements QuarkusApplication {

    private final Flyway flyway;

    Migrate(Flyway flyway) {
        this.flyway = flyway;
    }

    @Override
    public int run(String... args) {
        flyway.migrate();
        return 0;
    }
}
