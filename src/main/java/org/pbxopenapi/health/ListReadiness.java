package org.pbxopenapi.health;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.pbxopenapi.DatabaseMessage;
import org.pbxopenapi.health.Schema.Flaw;

/**
 * Ready is who can answer a list, now and in a while: the process stays, the database answers, and the schema can
 * work.
 */
@Readiness
public class ListReadiness implements HealthCheck {

    private final DataSource database;
    private final Drain drain;

    ListReadiness(DataSource database, Drain drain) {
        this.database = database;
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder list = HealthCheckResponse.named("list");
        if (drain.isLeaving()) {
            return list.down().withData("reason", "The process is about to end").build();
        }
        try (Connection connection = database.getConnection()) {
            List<Flaw> flaws = Schema.flaws(connection);
            return flaws.isEmpty() ? list.up().build()
                    : list.down().withData("reason", flaws.stream().map(Flaw::toString).collect(Collectors.joining(" ")))
                            .build();
        } catch (SQLException e) {
            return list.down().withData("reason", DatabaseMessage.of(e)).build();
        }
    }
}
