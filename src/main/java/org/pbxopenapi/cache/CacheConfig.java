package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The cache of database reads: see {@link BoundedStalenessCache}. */
@ConfigMapping(prefix = "pbx.cache")
public interface CacheConfig {

    long LARGEST_DEFAULT = 256L << 20;

    /** The maximum age of the data in a response; 0: every request reads the database. */
    @WithDefault("1s")
    Duration maxAge();

    /** The maximum age of stale data, returned while the database does not answer; 0: none is returned. */
    @WithDefault("10m")
    Duration maxStale();

    /** The same for API keys: how much longer, at most, a key is accepted that is revoked during an outage. */
    @WithDefault("1m")
    Duration maxStaleKeys();

    /** How long, at most, a request waits for the database. */
    @WithDefault("5s")
    Duration readTimeout();

    /** The approximate memory of all caches; by default a quarter of the heap, at most 256 MiB. */
    Optional<MemorySize> maxSize();

    /** {@link #maxSize} or its default, in bytes. */
    default long bytes() {
        return maxSize().map(MemorySize::asLongValue)
                .orElseGet(() -> Math.min(Runtime.getRuntime().maxMemory() / 4, LARGEST_DEFAULT));
    }
}
