package org.pbxopenapi.extension;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits on streamed lists, those that are too long for the cache: see {@link ListStream}. */
@ConfigMapping(prefix = "pbx.stream")
public interface StreamConfig {

    /** How many lists are streamed at a time. A key may have half of them, an address three quarters. */
    @WithDefault("32")
    int maxConcurrent();

    /** How long a client may take to read a part, about 64 KiB, before its connection is closed. */
    @WithDefault("60s")
    Duration writeTimeout();

    /** The same while there is no free stream for another client. */
    @WithDefault("10s")
    Duration contendedWriteTimeout();
}
