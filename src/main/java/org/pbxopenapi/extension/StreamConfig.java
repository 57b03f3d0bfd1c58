package org.pbxopenapi.extension;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How lists are written that are too long to be held in memory: see {@link ListStream}. */
@ConfigMapping(prefix = "pbx.stream")
public interface StreamConfig {

    /** How many of them at a time; a key may have half of them, an address three quarters. */
    @WithDefault("32")
    int maxConcurrent();

    /** How long a client may take for a part of one, some 64 KiB, before its connection is closed. */
    @WithDefault("60s")
    Duration writeTimeout();

    /** How long it may take for that while there is no room for others. */
    @WithDefault("10s")
    Duration contendedWriteTimeout();
}
