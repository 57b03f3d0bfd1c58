package org.pbxopenapi.limit;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What clients' connections may take: see {@link Connections}. */
@ConfigMapping(prefix = "pbx.connection")
public interface ConnectionConfig {

    int LARGEST_DEFAULT = 10_000;
    int SMALLEST_DEFAULT = 256;
    int BYTES_EACH = 64 << 10;

    /** How many there may be; by default one for each 64 KiB of the heap, from 256 to 10,000. */
    Optional<Integer> max();

    /** How long one may be open without a request. */
    @WithDefault("75s")
    Duration idleTimeout();

    /** How long a request may take to come in, from its first byte. */
    @WithDefault("10s")
    Duration requestTimeout();

    /** How long a client may take nothing of its answer. */
    @WithDefault("60s")
    Duration writeTimeout();

    default int most() {
        return max().orElseGet(() -> (int) Math.max(SMALLEST_DEFAULT,
                Math.min(LARGEST_DEFAULT, Runtime.getRuntime().maxMemory() / BYTES_EACH)));
    }
}
