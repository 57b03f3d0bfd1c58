package org.pbxopenapi.telemetry;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of tracing. They default to OpenTelemetry's variables, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
@ConfigMapping(prefix = "pbx.trace")
public interface TraceConfig {

    /** The collector's URL, for OTLP over HTTP. Without it, there is no tracing. */
    @WithDefault("${otel.exporter.otlp.endpoint:}")
    Optional<String> endpoint();

    /** Headers for the collector, such as a token: {@code name=value,…}, percent-encoded. */
    @WithDefault("${otel.exporter.otlp.headers:}")
    Optional<String> headers();

    /** The fraction of requests to trace, from 0 to 1, if the client does not decide. */
    @WithDefault("${otel.traces.sampler.arg:1}")
    double share();

    @WithDefault("${otel.service.name:${quarkus.application.name}}")
    String serviceName();

    /** Further attributes of this process: {@code name=value,…}, percent-encoded. */
    @WithDefault("${otel.resource.attributes:}")
    Optional<String> resourceAttributes();
}
