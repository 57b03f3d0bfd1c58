package org.pbxopenapi.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "pbx.schema")
public interface SchemaConfig {

    /** Whether the service looks at its start whether the schema can work, and ends if it can't. */
    @WithDefault("true")
    boolean checkAtStart();
}
