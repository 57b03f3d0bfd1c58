package org.pbxopenapi.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "pbx.schema")
public interface SchemaConfig {

    /** Whether {@link StartupSchemaCheck} runs. */
    @WithDefault("true")
    boolean checkAtStart();
}
