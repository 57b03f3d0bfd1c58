package org.pbxopenapi.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits per client address and per key: see {@link FailedKeyLimit} and {@link KeyRateLimit}. 0 means no limit. */
@ConfigMapping(prefix = "pbx.limit")
public interface LimitConfig {

    /** The rejected keys per client address and minute. */
    @WithDefault("300")
    int failedKeysPerMinute();

    /** The requests per key and minute. */
    @WithDefault("0")
    int requestsPerKeyPerMinute();
}
