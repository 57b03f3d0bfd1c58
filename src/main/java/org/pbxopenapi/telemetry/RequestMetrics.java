package org.pbxopenapi.telemetry;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.telemetry.RequestRecord.KeyKind;

import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Records every request in the metrics and the access log. */
@Singleton
public class RequestMetrics {

    private static final Duration[] LATENCIES = { Duration.ofNanos(500_000), Duration.ofMillis(1),
            Duration.ofNanos(2_500_000), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
            Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
            Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5), Duration.ofSeconds(10) };
    private static final double[] AGES = { 0.1, 1, 10, 60, 300, 600 };

    private record Kind(String route, int status, String outcome) {
    }

    private final AccessLog log;
    private final Ticker ticker;
    private final MeterRegistry meters;
    private final Map<Kind, Timer> requests = new ConcurrentHashMap<>();
    private final Counter[] keys;
    private final Counter keysInQuery;
    private final DistributionSummary age;

    RequestMetrics(AccessLog log, Ticker ticker, MeterRegistry meters) {
        this.log = log;
        this.ticker = ticker;
        this.meters = meters;
        this.keys = new Counter[] { keys(KeyKind.GLOBAL, false), keys(KeyKind.GLOBAL, true), keys(KeyKind.TENANT, false),
                keys(KeyKind.TENANT, true) };
        this.keysInQuery = Counter.builder("pbx.keys.in.query")
                .description("Requests with the key in the query, which proxies and browsers log").register(meters);
        this.age = DistributionSummary.builder("pbx.data.age").baseUnit("seconds")
                .description("Age of the data in responses").serviceLevelObjectives(AGES).register(meters);
    }

    private Counter keys(KeyKind kind, boolean readOnly) {
        return Counter.builder("pbx.keys").description("Requests with a known key")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT)).tag("scope", readOnly ? "read_only" : "full")
                .register(meters);
    }

    /** Starts the record of a request that the router handles. Must be called once per request. */
    public RequestRecord begin(RoutingContext context, String client) {
        RequestRecord request = new RequestRecord(context.request(), client, ticker);
        context.put(RequestRecord.NAME, request);
        context.addEndHandler(ended -> end(request, request.requestId(), context.response()));
        return request;
    }

    /** Records a request that was rejected before the router handled it. */
    public void rejected(HttpServerRequest request, String client, ApiError error) {
        RequestRecord rejected = new RequestRecord(request, client, ticker);
        rejected.rejected(error);
        end(rejected, RequestId.random(), request.response());
    }

    private void end(RequestRecord record, String id, HttpServerResponse response) {
        long nanos = ticker.read() - record.start;
        int status = response.getStatusCode();
        if (!response.ended()) {
            record.outcome = "aborted";
        } else if (record.outcome == null) {
            record.outcome = status == 200 ? "ok" : status == 304 ? "not_modified" : "preflight";
        }
        requests.computeIfAbsent(new Kind(record.route, status, record.outcome), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
        if (record.keyKind != null) {
            keys[record.keyKind.ordinal() * 2 + (record.keyIsReadOnly ? 1 : 0)].increment();
        }
        if (record.keyIsInQuery) {
            keysInQuery.increment();
        }
        if (record.readAt != 0) {
            age.record(record.age().toNanos() / 1e9);
        }
        log.add(record, id, status, response.bytesWritten(), nanos);
    }

    private Timer timer(Kind kind) {
        return Timer.builder("pbx.requests").description("Latency of requests")
                .tag("route", kind.route).tag("status", String.valueOf(kind.status)).tag("outcome", kind.outcome)
                .serviceLevelObjectives(LATENCIES).register(meters);
    }
}
