package org.pbxopenapi.database;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Circuit breaker for the database. A slow or failed query triggers a probe, on a dedicated connection because the pool may be
 * exhausted for other reasons. If the probe fails, the circuit opens: callers fail fast, so that no requests pile up. While it
 * is open, a probe runs every 500 ms; the first one that succeeds closes it.
 */
@Singleton
public class DatabaseCircuitBreaker {

    /** A query that takes longer triggers a probe; a probe that takes longer fails. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(DatabaseCircuitBreaker.class);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(500);

    /** A query on a dedicated connection, with a timeout. */
    public interface Probe {
        void send() throws SQLException;
    }

    private final Probe probe;
    private final Runnable flush;
    private final Executor prober;
    private final Scheduler scheduler;
    private final Ticker ticker;
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile Instant openSince;
    /** {@link #openSince} by the ticker, in nanoseconds. */
    private long openedAt;

    @Inject
    DatabaseCircuitBreaker(AgroalDataSource database, Scheduler scheduler, Ticker ticker, MeterRegistry meters) {
        this(new DatabaseProbe(database), () -> database.flush(FlushMode.ALL), Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "database-probe");
            thread.setDaemon(true);
            return thread;
        }), scheduler, ticker, meters);
    }

    /**
     * @param flush closes the connections of the pool
     * @param prober runs probes, which block
     */
    public DatabaseCircuitBreaker(Probe probe, Runnable flush, Executor prober, Scheduler scheduler, Ticker ticker,
            MeterRegistry meters) {
        this.probe = probe;
        this.flush = flush;
        this.prober = prober;
        this.scheduler = scheduler;
        this.ticker = ticker;
        Gauge.builder("pbx.database.up", this, breaker -> breaker.isOpen() ? 0 : 1)
                .description("0 while the database does not respond, else 1").strongReference(true).register(meters);
    }

    public boolean isOpen() {
        return openSince != null;
    }

    /** Whether a probe is pending, or the circuit is open. */
    public boolean isProbing() {
        return probing.get();
    }

    /** When the circuit opened; null: it is closed. */
    public Instant openSince() {
        return openSince;
    }

    /** Triggers a probe, unless one is pending. Does not block. */
    public void reportFailure() {
        if (probing.compareAndSet(false, true)) {
            prober.execute(this::probe);
        }
    }

    /** Triggers a probe if a query exceeds {@link #TIMEOUT} or fails because of an outage. */
    public void watch(CompletableFuture<?> query) {
        Future<?> timer = scheduler.schedule(Runnable::run, this::reportFailure, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        query.whenComplete((value, failure) -> {
            timer.cancel(false);
            if (DatabaseFailure.isOutage(failure)) {
                reportFailure();
            }
        });
    }

    private void probe() {
        try {
            probe.send();
            if (isOpen()) {
                LOG.infof("The database responds again after %d s", TimeUnit.NANOSECONDS.toSeconds(ticker.read() - openedAt));
                openSince = null;
            }
            probing.set(false);
        } catch (SQLException | RuntimeException e) {
            if (!isOpen()) {
                openedAt = ticker.read();
                openSince = Instant.now();
                LOG.errorf("The database does not respond: %s", DatabaseFailure.message(e));
                flush.run(); // ends queries that hang
            }
            scheduler.schedule(prober, this::probe, PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
