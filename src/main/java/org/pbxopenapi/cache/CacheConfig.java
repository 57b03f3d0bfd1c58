package org.pbxopenapi.cache;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is kept of the database's answers: see {@link BoundedStalenessCache}. */
@ConfigMapping(prefix = "pbx.cache")
public interface CacheConfig {

    long LARGEST_DEFAULT = 256L << 20;

    /** How old, at most, what a request is answered from may be; 0: the database is asked for every request. */
    @WithDefault("1s")
    Duration maxAge();

    /** How old it may be while the database does not answer; 0: without it, nothing is answered. */
    @WithDefault("10m")
    Duration maxStale();

    /** The same for what is known of keys: so much longer, at most, is a key good that is revoked meanwhile. */
    @WithDefault("1m")
    Duration maxStaleKeys();

    /** How long, at most, a request waits for the database. */
    @WithDefault("5s")
    Duration readTimeout();

    /** How much memory it may take, about; by default a quarter of the heap, but not more than 256 MiB. */
    Optional<MemorySize> maxSize();

    /** {@link #maxSize} in bytes. */
    default long bytes() {
        return maxSize().map(MemorySize::asLongValue)
                .orElseGet(() -> Math.min(Runtime.getRuntime().maxMemory() / 4, LARGEST_DEFAULT));
    }
}
