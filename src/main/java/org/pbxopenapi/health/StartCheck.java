package org.pbxopenapi.health;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;
import org.pbxopenapi.DatabaseFailure;
import org.pbxopenapi.health.Schema.Flaw;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Ends the service soon after its start if the schema can't work. A database that can't be reached, or is yet to be migrated,
 * is waited for: both mend themselves. It is done in the background, so that the start does not wait for the database.
 */
@ApplicationScoped
class StartCheck {

    private static final Logger LOG = Logger.getLogger(StartCheck.class);
    private static final long PAUSE_MILLIS = 2000;

    private final DataSource database;
    private final SchemaConfig config;
    private final Thread thread = new Thread(this::check, "schema-check");
    private String said;

    StartCheck(DataSource database, SchemaConfig config) {
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
        List<Flaw> flaws;
        try (Connection connection = database.getConnection()) {
            flaws = Schema.flaws(connection);
        } catch (SQLException e) {
            waitFor("The database can't be reached: " + DatabaseFailure.message(e));
            return false;
        }
        if (!flaws.isEmpty() && flaws.stream().allMatch(Flaw::awaited)) {
            waitFor(flaws.stream().map(Flaw::toString).collect(Collectors.joining(" ")));
            return false;
        }
        if (!flaws.isEmpty()) {
            flaws.forEach(flaw -> LOG.errorf("The schema can't work: %s", flaw));
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
