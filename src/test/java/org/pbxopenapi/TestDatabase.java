package org.pbxopenapi;

import java.util.HashMap;
import java.util.Map;

import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Gives the service under test a real MariaDB with the rows of fixture.sql and, besides, the views of views.sql. */
public class TestDatabase implements QuarkusTestResourceLifecycleManager {

    private static final String READY = "pbx.test.database.ready";

    private boolean hasProfile;

    /** The settings of a service on one of the databases: pbx, views or old. */
    public static Map<String, String> settings(String database, String user) {
        return Map.of("quarkus.datasource.jdbc.url", EmbeddedMariaDb.start().url(database),
                "quarkus.datasource.username", user,
                "quarkus.datasource.password", user);
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
            System.setProperty(READY, "true");
        }
        Map<String, String> settings = new HashMap<>(Map.of("quarkus.http.test-port", "0", "quarkus.http.port", "0",
                "quarkus.management.test-port", "0", "quarkus.management.port", "0"));
        if (!hasProfile) { // a profile brings settings of its own, which ours would override in integration tests
            settings.putAll(settings("pbx", EmbeddedMariaDb.ADMIN));
        }
        return settings;
    }

    @Override
    public void stop() {
        // The server is shared, and ends with the JVM.
    }
}
