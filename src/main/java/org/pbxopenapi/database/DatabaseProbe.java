package org.pbxopenapi.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.pool.ConnectionFactory;

/**
 * A query on a connection of its own, with the settings and credentials of the pool, and a timeout.
 * <p>
 * It uses {@code io.agroal.pool}, which is not API: a second datasource would need every setting of the first one twice, a pool
 * and a thread, and Agroal's API opens no connection outside of a pool.
 */
final class DatabaseProbe implements DatabaseCircuitBreaker.Probe {

    private final AgroalDataSource database;

    DatabaseProbe(AgroalDataSource database) {
        this.database = database;
    }

    @Override
    public void send() throws SQLException {
        AgroalConnectionFactoryConfiguration pool = database.getConfiguration().connectionPoolConfiguration()
                .connectionFactoryConfiguration();
        String timeout = String.valueOf(DatabaseCircuitBreaker.TIMEOUT.toMillis());
        ConnectionFactory factory = new ConnectionFactory(new AgroalConnectionFactoryConfigurationSupplier(pool)
                .jdbcProperty("connectTimeout", timeout).jdbcProperty("socketTimeout", timeout).get());
        try (Connection connection = factory.createConnection().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("do 0");
        }
    }
}
