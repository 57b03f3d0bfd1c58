package org.pbxopenapi;

import java.util.HashMap;
import java.util.Map;

import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.http.TestCertificate;

import io.quarkus.test.junit.QuarkusTestProfile;

/** HTTPS besides HTTP, a path prefix, and traces, whether or not somebody is there to take them in. */
public class EverythingOn implements QuarkusTestProfile {

    public static final String PREFIX = "/mirtapbx";

    private static final String COLLECTOR_PORT = "pbx.test.collector-port";

    /** Where the collector of traces is expected. */
    public static int collectorPort() {
        if (Integer.getInteger(COLLECTOR_PORT) == null) {
            System.setProperty(COLLECTOR_PORT, String.valueOf(PackagedService.freePort()));
        }
        return Integer.getInteger(COLLECTOR_PORT);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(TestDatabase.settings("pbx", EmbeddedMariaDb.ADMIN));
        settings.putAll(TestCertificate.settings());
        settings.put("pbx.endpoint.path-prefix", PREFIX + "/");
        settings.put("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + collectorPort());
        settings.put("otel.exporter.otlp.headers", "x-token=a%20token,x-other=1");
        settings.put("otel.resource.attributes", "deployment.environment.name=a test");
        return settings;
    }
}
