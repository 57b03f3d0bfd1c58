package org.pbxopenapi.telemetry;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where traces go, by OpenTelemetry's own variables, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
@ConfigMapping(prefix = "pbx.trace")
public interface TraceConfig {

    /** The collector, which speaks OTLP over HTTP; without it there are no traces. */
    @WithDefault("${otel.exporter.otlp.endpoint:}")
    Optional<String> endpoint();

    /** What is sent along, such as a token of the collector's: {@code name=value,…}, percent-encoded. */
    @WithDefault("${otel.exporter.otlp.headers:}")
    Optional<String> headers();

    /** The share of requests to trace, of those whose clients do not say it; 0 to 1. */
    @WithDefault("${otel.traces.sampler.arg:1}")
    double share();

    @WithDefault("${otel.service.name:${quarkus.application.name}}")
    String serviceName();

    /** What else is to be known of this process: {@code name=value,…}, percent-encoded. */
    @WithDefault("${otel.resource.attributes:}")
    Optional<String> resourceAttributes();
}
