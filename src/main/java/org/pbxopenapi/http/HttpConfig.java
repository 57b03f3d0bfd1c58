package org.pbxopenapi.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the HTTP server: its addresses, connection limits and shutdown. */
public interface HttpConfig {

    /** Where the endpoint is served. */
    @ConfigMapping(prefix = "pbx.endpoint")
    interface Endpoint {

        /** What precedes {@code /openapi.php} in every path, such as {@code /pbx}. */
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

    /** Proxies in front of the service: see {@link ClientAddress}. */
    @ConfigMapping(prefix = "pbx.client")
    interface Client {

        /** Addresses, or networks such as 10.0.0.0/8, of proxies that set or extend {@code X-Forwarded-For}. */
        Optional<List<String>> trustedProxies();
    }

    /** Limits on client connections: see {@link ConnectionLimits}. */
    @ConfigMapping(prefix = "pbx.connection")
    interface Connection {

        int MAX_DEFAULT = 10_000;
        int MIN_DEFAULT = 256;
        int HEAP_BYTES_PER_CONNECTION = 64 << 10;

        /** How many connections may be open; by default one for each 64 KiB of the heap, from 256 to 10,000. */
        Optional<Integer> max();

        /** How long a connection may be open without a request. */
        @WithDefault("75s")
        Duration idleTimeout();

        /** How long a request may take to arrive, from its first byte. */
        @WithDefault("10s")
        Duration requestTimeout();

        /** How long a client may read nothing of its response. */
        @WithDefault("60s")
        Duration writeTimeout();

        /** {@link #max}, or its default. */
        default int maxOrDefault() {
            return max().orElseGet(() -> (int) Math.max(MIN_DEFAULT,
                    Math.min(MAX_DEFAULT, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_CONNECTION)));
        }
    }

    /** Graceful shutdown: see {@link GracefulShutdown}. */
    @ConfigMapping(prefix = "pbx.drain")
    interface Drain {

        /** How long new connections are accepted after readiness goes down: the time a load balancer needs to notice. */
        @WithDefault("0s")
        Duration delay();

        /** How long, at most, accepted requests may take after the process stops listening. */
        @WithDefault("10s")
        Duration timeout();
    }
}
