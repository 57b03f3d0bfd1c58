package org.pbxopenapi.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of {@link AccessLog}. */
@ConfigMapping(prefix = "pbx.access-log")
public interface AccessLogConfig {

    @WithDefault("true")
    boolean enabled();

    /** JSON or text; by default, as the other logs. */
    @WithDefault("${quarkus.log.console.json.enabled:true}")
    boolean json();
}
