package org.pbxopenapi.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How often something may be done: see {@link FailedKeyLimit} and {@link KeyRateLimit}. 0 is without limit. */
@ConfigMapping(prefix = "pbx.limit")
public interface LimitConfig {

    /** With how many keys that are refused one address may try within a minute. */
    @WithDefault("300")
    int failedKeysPerMinute();

    /** How many requests one key may make within a minute. */
    @WithDefault("0")
    int requestsPerKeyPerMinute();
}
