package org.pbxopenapi;

import java.util.HashMap;
import java.util.Map;

import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.http.TestCertificate;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Test profile with HTTPS in addition to HTTP, a path prefix, and traces, even if no collector is running. */
public class EverythingOn implements QuarkusTestProfile {

    public static final String PREFIX = "/mirtapbx";

    private static final String COLLECTOR_PORT = "pbx.test.collector-port";

    /** Returns the port of the trace collector. */
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
