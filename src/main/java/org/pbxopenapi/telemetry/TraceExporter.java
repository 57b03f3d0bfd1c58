package org.pbxopenapi.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Sends spans to the collector in the background. Spans are dropped if the collector is too slow or unreachable.
 */
@RegisterForReflection(classNames = "io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider")
final class TraceExporter {

    private static final Duration DELAY = Duration.ofSeconds(1);

    private TraceExporter() {
    }

    static SdkTracerProvider connect(TraceConfig config) {
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(attributes(config))))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.share())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(config)).setScheduleDelay(DELAY).build())
                .build();
    }

    private static SpanExporter exporter(TraceConfig config) {
        var exporter = OtlpHttpSpanExporter.builder();
        try {
            exporter.setEndpoint(config.endpoint().orElseThrow().replaceFirst("/*$", "/v1/traces"));
        } catch (IllegalArgumentException e) { // its message quotes the URL, which may contain a password
            throw new ConfigurationException("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://127.0.0.1:4318");
        }
        pairs("headers", config.headers().orElse("")).forEach(exporter::addHeader);
        return exporter.build();
    }

    private static Attributes attributes(TraceConfig config) {
        AttributesBuilder attributes = Attributes.builder();
        pairs("resource attributes", config.resourceAttributes().orElse("")).forEach(attributes::put);
        return attributes.put("service.name", config.serviceName()).build();
    }

    private static Map<String, String> pairs(String what, String list) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : list.isBlank() ? new String[0] : list.split(",")) {
            int equals = pair.indexOf('=');
            String value = equals < 1 ? null : decode(pair.substring(equals + 1).strip());
            if (value == null || value.chars().anyMatch(Character::isISOControl)) {
                throw new ConfigurationException("OpenTelemetry's " + what + " must be name=value,…"); // the value may be a secret
            }
            pairs.put(pair.substring(0, equals).strip(), value);
        }
        return pairs;
    }

    /** Returns null if the percent-encoding is invalid. */
    private static String decode(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
