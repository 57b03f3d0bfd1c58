package org.pbxopenapi.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;

/** OpenTelemetry's environment variables. */
class TraceVariablesIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";

    private Map<String, String> environment;

    @BeforeEach
    void database() {
        new TestDatabase().start();
        environment = new HashMap<>(PackagedService.on("pbx"));
    }

    @Test
    void noClassOfOpenTelemetryIsLoadedWithoutAnEndpoint() throws Exception {
        environment.put("JAVA_TOOL_OPTIONS", "-verbose:class");
        environment.put("OTEL_SERVICE_NAME", "pbx");
        try (PackagedService service = PackagedService.start(environment)) {
            assertEquals(200, service.http().get(LIST).status());
            assertFalse(service.output().contains("io.opentelemetry"));
        }
    }

    @Test
    void anInvalidSettingStopsTheStartWithoutQuotingIt() throws Exception {
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
        environment.put("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20S3%cret");
        PackagedService run = PackagedService.run(environment);
        assertTrue(run.output().contains(" must be "), run.output());
        assertFalse(run.output().contains("cret"), run.output());
        assertFalse(run.output().contains("\tat "), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void remainingSpansAreSentOnShutdown() throws Exception {
        int port = PackagedService.freePort();
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port + "/");
        environment.put("OTEL_SERVICE_NAME", "my-pbx");
        try (OtlpCollector collector = new OtlpCollector(port);
                PackagedService service = PackagedService.start(environment)) {
            assertEquals(200, service.http().get(LIST).status());
            service.terminate();
            service.await();
            assertTrue(collector.spans().stream().anyMatch(span -> span.name().equals("GET /openapi.php/extensions")));
            assertTrue(collector.bytes().contains("my-pbx"));
        }
    }

    @Test
    void anUnreachableCollectorDelaysNothing() throws Exception {
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + PackagedService.freePort());
        try (PackagedService service = PackagedService.start(environment)) {
            assertEquals(200, service.http().get(LIST).status());
            long start = System.nanoTime();
            service.terminate();
            service.await();
            assertTrue(System.nanoTime() - start < 10_000_000_000L);
            assertEquals(143, service.exitCode());
            assertFalse(service.output().contains("empty-full-valid"), service.output());
        }
    }

    @Test
    void aSamplingShareOfZeroDisablesTraces() throws Exception {
        int port = PackagedService.freePort();
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port);
        environment.put("OTEL_TRACES_SAMPLER_ARG", "0");
        try (OtlpCollector collector = new OtlpCollector(port);
                PackagedService service = PackagedService.start(environment)) {
            assertEquals(200, service.http().get(LIST).status());
            service.terminate();
            service.await();
            assertEquals("", collector.bytes());
        }
    }
}
