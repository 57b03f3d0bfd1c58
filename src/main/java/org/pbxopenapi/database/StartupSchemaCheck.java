package org.pbxopenapi.database;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.pbxopenapi.database.SchemaVerifier.Result;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Ends the service soon after its start if the schema can't work. A database that can't be reached, or is yet to be migrated,
 * is waited for: both mend themselves. It is done in the background, so that the start does not wait for the database.
 */
@ApplicationScoped
class StartupSchemaCheck {

    private static final Logger LOG = Logger.getLogger(StartupSchemaCheck.class);
    private static final long PAUSE_MILLIS = 2000;

    private final DataSource database;
    private final SchemaConfig config;
    private final Thread thread = new Thread(this::check, "schema-check");
    private String said;

    StartupSchemaCheck(DataSource database, SchemaConfig config) {
        this.database = database;
        this.config = config;
    }

    void begin(@Observes StartupEvent event) {
        if (config.checkAtStart()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    void end(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void check() {
        try {
            while (!isDecided()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) { // the process is ending
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDecided() {
        Result schema;
        try (Connection connection = database.getConnection()) {
            schema = SchemaVerifier.verify(connection);
        } catch (SQLException e) {
            waitFor("The database can't be reached: " + DatabaseFailure.message(e));
            return false;
        }
        if (schema.isPending()) {
            waitFor(schema.sentences());
            return false;
        }
        if (!schema.isOk()) {
            schema.problems().forEach(problem -> LOG.errorf("The schema does not work: %s", problem.sentences()));
            Quarkus.asyncExit(1);
        }
        return true;
    }

    private void waitFor(String reason) {
        if (!reason.equals(said) && !thread.isInterrupted()) {
            LOG.warnf("Not ready, and waiting: %s", reason);
            said = reason;
        }
    }
}
