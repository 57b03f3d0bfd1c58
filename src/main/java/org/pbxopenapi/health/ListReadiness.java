package org.pbxopenapi.health;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.pbxopenapi.apikey.ApiKeyCache;
import org.pbxopenapi.database.DatabaseCircuitBreaker;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.database.SchemaVerifier;
import org.pbxopenapi.database.SchemaVerifier.Result;
import org.pbxopenapi.http.GracefulShutdown;

import io.quarkus.runtime.Application;

/**
 * Readiness check: up if the service can list extensions. It must have started and must not be shutting down. The database must
 * respond and have a valid schema, or the cache must still have a key to serve stale lists.
 */
@Readiness
public class ListReadiness implements HealthCheck {

    private final DataSource database;
    private final DatabaseCircuitBreaker breaker;
    private final ApiKeyCache keys;
    private final GracefulShutdown shutdown;

    ListReadiness(DataSource database, DatabaseCircuitBreaker breaker, ApiKeyCache keys, GracefulShutdown shutdown) {
        this.database = database;
        this.breaker = breaker;
        this.keys = keys;
        this.shutdown = shutdown;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder list = HealthCheckResponse.named("list");
        if (!Application.currentApplication().isStarted()) { // the management port listens before HTTPS does
            return list.down().withData("state", "starting").withData("reason", "The service is starting").build();
        }
        if (shutdown.isShuttingDown()) {
            return list.down().withData("state", "ending").withData("reason", "The service is shutting down").build();
        }
        if (breaker.isOpen()) {
            return withoutDatabase(list, "The database has not responded since " + breaker.openSince());
        }
        try (Connection connection = database.getConnection()) {
            Result schema = SchemaVerifier.verify(connection);
            return schema.isOk() ? list.up().withData("state", "serving").build()
                    : list.down().withData("state", "can't serve").withData("reason", schema.sentences()).build();
        } catch (SQLException e) {
            breaker.reportFailure();
            return withoutDatabase(list, DatabaseFailure.message(e));
        }
    }

    private HealthCheckResponse withoutDatabase(HealthCheckResponseBuilder list, String reason) {
        boolean stale = keys.hasAny();
        return list.status(stale).withData("state", stale ? "serving stale" : "can't serve").withData("reason", reason).build();
    }
}
