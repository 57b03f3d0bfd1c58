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
 * Sees that no request is lost when the process ends. If there is a delay for it, first readiness goes down and every answer
 * asks for its connection to be closed, so that a load balancer's connections move elsewhere; then no more connections are
 * accepted, and those that are left asked to be closed; then, when nothing has been asked for a while, the process may end.
 */
@ApplicationScoped
public class GracefulShutdown {

    /** How long nothing must have been asked before the connections that are still open count as idle. */
    private static final long QUIET = TimeUnit.SECONDS.toNanos(1);

    private final HttpConfig.Drain config;
    private final ConnectionListener connections;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Ticker ticker;
    private volatile long lastEnd;
    private volatile boolean leaving;

    GracefulShutdown(HttpConfig.Drain config, ConnectionListener connections, Ticker ticker) {
        this.config = config;
        this.connections = connections;
        this.ticker = ticker;
        this.lastEnd = ticker.read() - QUIET;
    }

    /** To be told of every request, once. */
    public void enter(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        begin();
        context.addEndHandler(ignored -> {
            end();
            if (context.response().headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                connection.close(); // only where it was said
            }
        });
    }

    void begin() {
        underWay.incrementAndGet();
    }

    void end() {
        lastEnd = ticker.read();
        underWay.decrementAndGet();
    }

    /** Whether the process is about to end: it is not ready, and answers ask for their connection to be closed. */
    public boolean isLeaving() {
        return leaving;
    }

    /** The one event of a shutdown that comes before the server is closed. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        leaving = !config.delay().isZero();
        Thread.sleep(config.delay().toMillis());
        connections.listeners().forEach(listener -> listener.close().awaitUninterruptibly());
        leaving = true; // without a delay not before: who is sent away comes back at once, and would be lost in the closing door
        long start = ticker.read();
        while (!isQuiet() && ticker.read() - start < config.timeout().toNanos()) {
            Thread.sleep(10);
        }
    }

    /** Whether nothing is under way, nor likely to come. */
    boolean isQuiet() {
        return underWay.get() == 0 && ticker.read() - lastEnd >= QUIET;
    }
}
