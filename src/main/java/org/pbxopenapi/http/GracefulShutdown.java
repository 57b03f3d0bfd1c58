package org.pbxopenapi.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import com.github.benmanes.caffeine.cache.Ticker;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Graceful shutdown: drains connections so that no request is lost when the process ends.
 * <ol>
 * <li>During {@code pbx.drain.delay}, if it is not zero, readiness is down and every response has {@code Connection: close}, so
 * that a load balancer moves its connections to other instances. New connections are still accepted.
 * <li>The listening sockets are closed. From now on, responses have {@code Connection: close} in any case.
 * <li>The shutdown continues as soon as no request has been active for a second, or after {@code pbx.drain.timeout}.
 * </ol>
 * Quarkus' own graceful shutdown ({@code quarkus.shutdown.timeout}) rejects new requests with 503 instead.
 */
@ApplicationScoped
public class GracefulShutdown {

    /** Nanoseconds without an active request after which open connections count as idle. */
    private static final long QUIET_PERIOD = TimeUnit.SECONDS.toNanos(1);

    private final HttpConfig.Drain config;
    private final ConnectionListener connections;
    private final AtomicInteger activeRequests = new AtomicInteger();
    private final Ticker ticker;
    private volatile long lastEnd;
    private volatile boolean shuttingDown;

    GracefulShutdown(HttpConfig.Drain config, ConnectionListener connections, Ticker ticker) {
        this.config = config;
        this.connections = connections;
        this.ticker = ticker;
        this.lastEnd = ticker.read() - QUIET_PERIOD;
    }

    /** Counts a request as active until its response ends. Must be called once per request. */
    public void track(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        begin();
        context.addEndHandler(ignored -> {
            end();
            if (context.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                connection.close(); // only after the response has announced it
            }
        });
    }

    void begin() {
        activeRequests.incrementAndGet();
    }

    void end() {
        lastEnd = ticker.read();
        activeRequests.decrementAndGet();
    }

    /** Whether readiness must be down and responses must have {@code Connection: close}. */
    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /** Observes the only shutdown event that Quarkus fires before it closes the server. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        shuttingDown = !config.delay().isZero();
        Thread.sleep(config.delay().toMillis());
        connections.listeners().forEach(listener -> listener.close().awaitUninterruptibly());
        // Without a delay, not earlier: a client would reconnect at once, and its connection be lost as the socket closes.
        shuttingDown = true;
        long start = ticker.read();
        while (!isQuiet() && ticker.read() - start < config.timeout().toNanos()) {
            Thread.sleep(10);
        }
    }

    /** Whether no request is active and none has ended within the last second. */
    boolean isQuiet() {
        return activeRequests.get() == 0 && ticker.read() - lastEnd >= QUIET_PERIOD;
    }
}
