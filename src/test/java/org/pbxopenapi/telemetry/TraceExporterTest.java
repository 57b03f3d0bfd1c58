package org.pbxopenapi.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;

class TraceExporterTest {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://127.0.0.1:4318";
    private static final String HEADERS = "OpenTelemetry's headers must be name=value,…";

    private static TraceConfig config(String endpoint, String headers) {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors().withMapping(TraceConfig.class)
                .withDefaultValue("pbx.trace.endpoint", endpoint).withDefaultValue("pbx.trace.headers", headers)
                .withDefaultValue("pbx.trace.service-name", "pbx").build().getConfigMapping(TraceConfig.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "mysql://user:S3cret@collector | x=y | " + ENDPOINT,
            "http://user:S3 cret@collector | x=y | " + ENDPOINT,
            "http://127.0.0.1:1 | authorization=Bearer%20S3%cret | " + HEADERS,
            "http://127.0.0.1:1 | authorization=S3%0Acret | " + HEADERS, "http://127.0.0.1:1 | S3cret | " + HEADERS })
    void anInvalidSettingIsRejectedWithoutQuotingIt(String endpoint, String headers, String sentence) {
        TraceConfig config = config(endpoint, headers);
        ConfigurationException rejected = assertThrows(ConfigurationException.class, () -> TraceExporter.connect(config));
        assertEquals(sentence, rejected.getMessage());
        assertEquals(null, rejected.getCause());
    }
}
