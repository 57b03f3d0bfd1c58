package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Test resource that starts a real MariaDB with the rows of fixture.sql, and with the views of views.sql and
 * docs/existing-pbx.sql in other databases.
 */
public class TestDatabase implements QuarkusTestResourceLifecycleManager {

    private static final String BULK_READY = "pbx.test.database.bulk-ready";
    private static final String MANAGEMENT_PORT = "pbx.test.management-port";
    private static final String READY = "pbx.test.database.ready";

    private boolean hasProfile;

    /** Returns the settings for one of the databases: pbx, views, pbx_openapi or old. */
    public static Map<String, String> settings(String database, String user) {
        return Map.of("quarkus.datasource.jdbc.url", EmbeddedMariaDb.start().url(database),
                "quarkus.datasource.username", user,
                "quarkus.datasource.password", user);
    }

    /** Returns the settings for the database of bulk.sql, which the first call creates, and {@code more} settings. */
    public static Map<String, String> bulk(Map<String, String> more) {
        if (System.getProperty(BULK_READY) == null) {
            EmbeddedMariaDb.start().create("bulk", "bulk.sql");
            System.setProperty(BULK_READY, "true");
        }
        Map<String, String> settings = new HashMap<>(settings("bulk", EmbeddedMariaDb.ADMIN));
        settings.put("pbx.limit.failed-keys-per-minute", "0"); // tests send more invalid keys than the limit
        settings.putAll(more);
        return settings;
    }

    /** Returns the management port of the service under test. Quarkus does not report that of a packaged service. */
    public static int managementPort() {
        return Integer.getInteger(MANAGEMENT_PORT);
    }

    /** Runs a statement and returns the first column of its first row, or null. */
    public static String sql(String database, String statement) {
        try (Connection connection = DriverManager.getConnection(
                EmbeddedMariaDb.start().url(database) + "?sessionVariables=group_concat_max_len=10000000",
                EmbeddedMariaDb.ADMIN,
                EmbeddedMariaDb.ADMIN); Statement running = connection.createStatement()) {
            ResultSet rows = running.execute(statement) ? running.getResultSet() : null;
            return rows != null && rows.next() ? rows.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /**
     * Creates the views of docs/existing-pbx.sql, and a user whose name and password are the name of their database.
     *
     * @param pbx the database with the PBX's tables
     * @param views the database for the views
     */
    public static void createViews(EmbeddedMariaDb server, String pbx, String views) {
        try (Connection connection = DriverManager.getConnection(server.url(pbx) + "?allowMultiQueries=true",
                EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN); Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET @pbx = '%s', @views = '%s', @global_te_id = 0, @user = '%s', @password = '%s';".formatted(pbx, views,
                            views, views)
                            + Files.readString(Path.of("docs", "existing-pbx.sql")));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the queries that the service sends while {@code action} runs. */
    public static List<String> queries(Runnable action) {
        sql("mysql", "SET GLOBAL log_output = 'TABLE'");
        sql("mysql", "TRUNCATE general_log");
        sql("mysql", "SET GLOBAL general_log = ON");
        try {
            action.run();
        } finally {
            sql("mysql", "SET GLOBAL general_log = OFF");
        }
        // Queries of the service are in lower case, queries of tests are not.
        String all = sql("mysql", "SELECT COALESCE(GROUP_CONCAT(HEX(argument)), '') FROM general_log"
                + " WHERE CONVERT(argument USING utf8mb4) LIKE BINARY 'select %from %'"
                + " AND CONVERT(argument USING utf8mb4) NOT LIKE '% limit 0'" // of the readiness check
                + " AND CONVERT(argument USING utf8mb4) NOT LIKE '% information_schema.%'" // of the index of keys
        );
        return Stream.of(all.split(",")).filter(query -> !query.isEmpty())
                .map(query -> new String(HexFormat.of().parseHex(query), UTF_8)).toList();
    }

    @Override
    public void setContext(Context context) {
        hasProfile = context.testProfile() != null;
    }

    @Override
    public Map<String, String> start() {
        EmbeddedMariaDb db = EmbeddedMariaDb.start();
        if (System.getProperty(READY) == null) {
            db.create("pbx", "fixture.sql");
            db.run("views", "views.sql");
            db.run("asterisk", "pbx.sql");
            createViews(db, "asterisk", "pbx_openapi");
            System.setProperty(READY, "true");
        }
        String managementPort = String.valueOf(PackagedService.freePort());
        System.setProperty(MANAGEMENT_PORT, managementPort);
        Map<String, String> settings = new HashMap<>(Map.of("quarkus.http.test-port", "0", "quarkus.http.port", "0",
                "quarkus.management.test-port", managementPort, "quarkus.management.port", managementPort));
        if (!hasProfile) { // in integration tests these settings would override those of the profile
            settings.putAll(settings("pbx", EmbeddedMariaDb.ADMIN));
            settings.put("pbx.limit.failed-keys-per-minute", "0"); // tests send more invalid keys than the limit
        }
        return settings;
    }

    @Override
    public void stop() {
        // All tests share the server, which ends with the JVM.
    }
}
