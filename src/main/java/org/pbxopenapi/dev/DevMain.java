package org.pbxopenapi.dev;

import java.util.Locale;

import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.pbxopenapi.database.DatabaseUrlInterceptor;
import org.pbxopenapi.http.HttpConfig;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Main class for development: starts an embedded MariaDB with demo data if no database is configured. */
@QuarkusMain(name = "dev")
@IfBuildProfile("dev")
public class DevMain implements QuarkusApplication {

    private static final String DATABASE = "pbx";
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String EMBEDDED = "pbx.dev.embedded";
    private static final String DEMO = """

            The service uses an embedded MariaDB with demo data. Try:
              curl '%1$s/extensions?key=demo-global-full'
              curl -H 'X-API-Key: demo-global-read-only' '%1$s/extensions?tenant=ACME'
              curl -H 'Authorization: Bearer demo-acme-full' '%1$s/extensions?tenant=ACME'
              curl '%1$s/extensions?tenant=Acme+Inc.&key=demo-acme-read-only'
              curl '%1$s'
            """;

    private final HttpConfig.Endpoint endpoint;
    private final int port;

    DevMain(HttpConfig.Endpoint endpoint, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.endpoint = endpoint;
        this.port = port;
    }

    public static void main(String... args) {
        Locale.setDefault(Locale.ROOT);
        boolean isConfigured = ConfigProvider.getConfig().getOptionalValue(URL, String.class).isPresent();
        DatabaseUrlInterceptor.error().ifPresent(error -> {
            throw new IllegalArgumentException(error);
        });
        if (!isConfigured) {
            EmbeddedMariaDb db = EmbeddedMariaDb.start();
            db.create(DATABASE, "db/demo.sql");
            // System properties survive a live reload, as the server does.
            System.setProperty(URL, db.url(DATABASE));
            System.setProperty("quarkus.datasource.username", EmbeddedMariaDb.ADMIN);
            System.setProperty("quarkus.datasource.password", EmbeddedMariaDb.ADMIN);
            System.setProperty(EMBEDDED, "true");
        }
        Quarkus.run(DevMain.class, args);
    }

    @Override
    public int run(String... args) {
        if (Boolean.getBoolean(EMBEDDED)) {
            System.out.println(DEMO.formatted("http://localhost:" + port + endpoint.prefix() + "/openapi.php"));
        }
        Quarkus.waitForExit();
        return 0;
    }
}
