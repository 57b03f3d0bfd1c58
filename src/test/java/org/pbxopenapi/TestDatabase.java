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
 * Gives the service under test a real MariaDB with the rows of fixture.sql and, besides, the views of views.sql and
 * docs/existing-pbx.sql.
 */
public class TestDatabase implements QuarkusTestResourceLifecycleManager {

    private static final String BULK_READY = "pbx.test.database.bulk-ready";
    private static final String MANAGEMENT_PORT = "pbx.test.management-port";
    private static final String READY = "pbx.test.database.ready";

    private boolean hasProfile;

    /** The settings of a service on one of the databases: pbx, views, pbx_openapi or old. */
    public static Map<String, String> settings(String database, String user) {
        return Map.of("quarkus.datasource.jdbc.url", EmbeddedMariaDb.start().url(database),
                "quarkus.datasource.username", user,
                "quarkus.datasource.password", user);
    }

    /** The settings of a service on the database of bulk.sql, which is created when it is first asked for, and further ones. */
    public static Map<String, String> bulk(Map<String, String> more) {
        if (System.getProperty(BULK_READY) == null) {
            EmbeddedMariaDb.start().create("bulk", "bulk.sql");
            System.setProperty(BULK_READY, "true");
        }
        Map<String, String> settings = new HashMap<>(settings("bulk", EmbeddedMariaDb.ADMIN));
        settings.put("pbx.limit.failed-keys-per-minute", "0"); // tests try more wrong keys than anybody may
        settings.putAll(more);
        return settings;
    }

    /** The management port of the service under test; Quarkus' own way to tell it knows nothing of packaged ones. */
    public static int managementPort() {
        return Integer.getInteger(MANAGEMENT_PORT);
    }

    /** Runs a statement in a database, and returns the first column of its first row, if it has one. */
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
     * Lays the views of docs/existing-pbx.sql, for a user with the name of their database, and that as password.
     *
     * @param pbx the database with the PBX's tables
     */
    public static void layViews(EmbeddedMariaDb server, String pbx, String views) {
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

    /** What the service asks the database while something is done. */
    public static List<String> queries(Runnable doing) {
        sql("mysql", "SET GLOBAL log_output = 'TABLE'");
        sql("mysql", "TRUNCATE general_log");
        sql("mysql", "SET GLOBAL general_log = ON");
        try {
            doing.run();
        } finally {
            sql("mysql", "SET GLOBAL general_log = OFF");
        }
        // Ours are in lower case, and so unlike the tests' own.
        String all = sql("mysql", "SELECT COALESCE(GROUP_CONCAT(HEX(argument)), '') FROM general_log"
                + " WHERE CONVERT(argument USING utf8mb4) LIKE BINARY 'select %from %'"
                + " AND CONVERT(argument USING utf8mb4) NOT LIKE '% limit 0'" // health asks, whenever it likes
                + " AND CONVERT(argument USING utf8mb4) NOT LIKE '% information_schema.%'" // as does the index of keys
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
            layViews(db, "asterisk", "pbx_openapi");
            System.setProperty(READY, "true");
        }
        String managementPort = String.valueOf(PackagedService.freePort());
        System.setProperty(MANAGEMENT_PORT, managementPort);
        Map<String, String> settings = new HashMap<>(Map.of("quarkus.http.test-port", "0", "quarkus.http.port", "0",
                "quarkus.management.test-port", managementPort, "quarkus.management.port", managementPort));
        if (!hasProfile) { // a profile brings settings of its own, which ours would override in integration tests
            settings.putAll(settings("pbx", EmbeddedMariaDb.ADMIN));
            settings.put("pbx.limit.failed-keys-per-minute", "0"); // tests try more wrong keys than anybody may
        }
        return settings;
    }

    @Override
    public void stop() {
        // The server is shared, and ends with the JVM.
    }
}
