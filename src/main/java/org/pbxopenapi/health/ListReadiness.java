package org.pbxopenapi.health;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is who can answer a list, now and in a while: the process stays, the database answers, and the three relations are
 * there, with their columns, and may be read.
 */
@Readiness
public class ListReadiness implements HealthCheck {

    /** Names every column that a request needs, and reads no row. */
    private static final String TRY = """
            select k.id, k.tenant_id, k.key_hash, k.scope, t.id, t.code, t.name, e.id, e.tenant_id, e.number, e.name, e.tech
            from api_key k, tenant t, extension e limit 0""";

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
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.executeQuery(TRY);
            return list.up().build();
        } catch (SQLException e) {
            return list.down().withData("reason", e.getMessage()).build();
        }
    }
}
