package org.pbxopenapi.traffic;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.traffic.Exchange.KeyKind;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Sees requests come and go, and tells of each by a line of the access log and by metrics. */
@Singleton
public class Traffic {

    private static final Duration[] LATENCIES = { Duration.ofNanos(500_000), Duration.ofMillis(1),
            Duration.ofNanos(2_500_000), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
            Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
            Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10) };
    private static final double[] AGES = { 0.1, 1, 10, 60, 300, 600 };

    private record Kind(String route, int status, String outcome) {
    }

    private final ClientAddress clients;
    private final AccessLog log;
    private final Ticker ticker;
    private final MeterRegistry meters;
    private final Map<Kind, Timer> requests = new ConcurrentHashMap<>();
    private final Counter[] keys;
    private final Counter keysInQuery;
    private final DistributionSummary age;

    Traffic(ClientAddress clients, AccessLog log, Ticker ticker, MeterRegistry meters) {
        this.clients = clients;
        this.log = log;
        this.ticker = ticker;
        this.meters = meters;
        this.keys = new Counter[] { keys(KeyKind.GLOBAL, false), keys(KeyKind.GLOBAL, true), keys(KeyKind.TENANT, false),
                keys(KeyKind.TENANT, true) };
        this.keysInQuery = Counter.builder("pbx.keys.in.query")
                .description("Requests with the key in the query, where proxies and browsers see and keep it").register(meters);
        this.age = DistributionSummary.builder("pbx.data.age").baseUnit("seconds")
                .description("How old what is answered is").serviceLevelObjectives(AGES).register(meters);
    }

    private Counter keys(KeyKind kind, boolean readOnly) {
        return Counter.builder("pbx.keys").description("Requests with a key that is known, by its kind")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT)).tag("scope", readOnly ? "read_only" : "full")
                .register(meters);
    }

    /** To be told of every request that gets to the routes, once. */
    public void begin(RoutingContext context) {
        Exchange exchange = new Exchange(context.request(), clients.of(context.request()), ticker);
        context.put(Exchange.NAME, exchange);
        context.addEndHandler(ended -> end(exchange, exchange.requestId(context), context.response()));
    }

    /** A request that was refused before it got to the routes. */
    public void refused(HttpServerRequest request, ApiError error) {
        Exchange exchange = new Exchange(request, clients.of(request), ticker);
        exchange.refused(error);
        end(exchange, RequestId.random(), request.response());
    }

    private void end(Exchange exchange, String id, HttpServerResponse response) {
        long nanos = ticker.read() - exchange.start;
        int status = response.getStatusCode();
        if (!response.ended()) {
            exchange.outcome = "aborted";
        } else if (exchange.outcome == null) {
            exchange.outcome = status == 200 ? "ok" : status == 304 ? "not_modified" : "preflight";
        }
        requests.computeIfAbsent(new Kind(exchange.route, status, exchange.outcome), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
        if (exchange.keyKind != null) {
            keys[exchange.keyKind.ordinal() * 2 + (exchange.keyIsReadOnly ? 1 : 0)].increment();
        }
        if (exchange.keyIsInQuery) {
            keysInQuery.increment();
        }
        if (exchange.taken != 0) {
            age.record(exchange.age().toNanos() / 1e9);
        }
        log.add(exchange, id, status, response.bytesWritten(), nanos);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("pbx.requests").description("Requests, and how long they took")
                .tag("route", kind.route).tag("status", String.valueOf(kind.status)).tag("outcome", kind.outcome)
                .serviceLevelObjectives(LATENCIES).register(meters);
    }
}
