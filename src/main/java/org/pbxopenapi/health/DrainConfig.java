package org.pbxopenapi.health;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the process ends: see {@link Drain}. */
@ConfigMapping(prefix = "pbx.drain")
public interface DrainConfig {

    /** How long new connections are still accepted after readiness has gone down: what a load balancer needs to notice. */
    @WithDefault("0s")
    Duration delay();

    /** How long, at most, requests that have come in may take after the process has stopped listening. */
    @WithDefault("10s")
    Duration timeout();
}
