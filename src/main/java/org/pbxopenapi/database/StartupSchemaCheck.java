package org.pbxopenapi.database;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;
import org.pbxopenapi.database.SchemaVerifier.Result;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Verifies the schema after startup, in the background, and stops the service if the schema is unusable. Retries while the
 * database can't be reached or has not been migrated yet.
 */
@ApplicationScoped
class StartupSchemaCheck {

    private static final Logger LOG = Logger.getLogger(StartupSchemaCheck.class);
    private static final long RETRY_MILLIS = 2000;

    private final DataSource database;
    private final SchemaConfig config;
    private final Thread thread = new Thread(this::check, "schema-check");
    private String lastWarning;

    StartupSchemaCheck(DataSource database, SchemaConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Before the other observers, so that the first connection opens while the rest of the service starts. */
    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
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
            while (!isDone()) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) { // shutdown
            Thread.currentThread().interrupt();
        }
    }

    private boolean isDone() {
        Result schema;
        try (Connection connection = database.getConnection()) {
            schema = SchemaVerifier.verify(connection);
        } catch (SQLException e) {
            warn("The database can't be reached: " + DatabaseFailure.message(e));
            return false;
        }
        if (schema.isPending()) {
            warn(schema.sentences());
            return false;
        }
        if (!schema.isOk()) {
            schema.problems().forEach(problem -> LOG.errorf("The database schema is unusable: %s", problem.sentences()));
            Quarkus.asyncExit(1);
        }
        return true;
    }

    private void warn(String reason) {
        if (!reason.equals(lastWarning) && !thread.isInterrupted()) {
            LOG.warnf("Not ready, will retry: %s", reason);
            lastWarning = reason;
        }
    }
}
