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
 * Reports ready while the process has started, is not about to end, and can answer a list: the database answers, with a
 * schema that can work, or it does not answer but a key may still be accepted from the cache.
 */
@Readiness
public class ListReadiness implements HealthCheck {

    private final DataSource database;
    private final DatabaseCircuitBreaker watch;
    private final ApiKeyCache keys;
    private final GracefulShutdown drain;

    ListReadiness(DataSource database, DatabaseCircuitBreaker watch, ApiKeyCache keys, GracefulShutdown drain) {
        this.database = database;
        this.watch = watch;
        this.keys = keys;
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder list = HealthCheckResponse.named("list");
        if (!Application.currentApplication().isStarted()) { // the management port listens before HTTPS does
            return list.down().withData("state", "starting").withData("reason", "The process is about to start").build();
        }
        if (drain.isLeaving()) {
            return list.down().withData("state", "ending").withData("reason", "The process is about to end").build();
        }
        if (watch.isOpen()) {
            return withoutDatabase(list, "The database has not answered since " + watch.openSince());
        }
        try (Connection connection = database.getConnection()) {
            Result schema = SchemaVerifier.verify(connection);
            return schema.isOk() ? list.up().withData("state", "serving").build()
                    : list.down().withData("state", "can't serve").withData("reason", schema.sentences()).build();
        } catch (SQLException e) {
            watch.reportFailure();
            return withoutDatabase(list, DatabaseFailure.message(e));
        }
    }

    private HealthCheckResponse withoutDatabase(HealthCheckResponseBuilder list, String reason) {
        boolean stale = keys.hasAny();
        return list.status(stale).withData("state", stale ? "serving stale" : "can't serve").withData("reason", reason).build();
    }
}
