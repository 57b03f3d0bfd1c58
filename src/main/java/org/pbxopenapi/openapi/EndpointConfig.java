package org.pbxopenapi.openapi;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the endpoint is served. */
@ConfigMapping(prefix = "pbx.endpoint")
public interface EndpointConfig {

    /** What stands before {@code /openapi.php} in every path, such as {@code /pbx}. */
    @WithDefault("/")
    String pathPrefix();

    /** The prefix without a trailing slash; empty for the root. */
    default String prefix() {
        String prefix = pathPrefix().strip();
        if (!prefix.matches("(/[A-Za-z0-9._~-]+)*/?")) {
            throw new ConfigurationException("pbx.endpoint.path-prefix must be a path such as /pbx, but is: " + prefix);
        }
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
