package org.pbxopenapi.database;

import java.sql.Connection;
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
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.pool.ConnectionFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Knows whether the database answers. While it does, it is not asked for that; who waits for it in vain says so, and then a
 * connection of its own, not one of the pool, which may be exhausted for other reasons, decides. While it does not, it is
 * tried again and again, and nobody else asks it for anything, so that nothing piles up, and no herd is there when it is back.
 */
@Singleton
public class DatabaseCircuitBreaker {

    /** How long to wait for the database before there is a doubt about it, or another answer. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(DatabaseCircuitBreaker.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Sends the database a query on a connection of its own, and fails if there is no answer in time. */
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
    /** The same by the ticker. */
    private long openedAt;

    @Inject
    DatabaseCircuitBreaker(AgroalDataSource database, Scheduler scheduler, Ticker ticker, MeterRegistry meters) {
        this(() -> query(database), () -> database.flush(FlushMode.ALL), Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "database-watch");
            thread.setDaemon(true);
            return thread;
        }), scheduler, ticker, meters);
    }

    /**
     * @param flush closes the connections of the pool
     * @param prober where probes may block
     */
    public DatabaseCircuitBreaker(Probe probe, Runnable flush, Executor prober, Scheduler scheduler, Ticker ticker,
            MeterRegistry meters) {
        this.probe = probe;
        this.flush = flush;
        this.prober = prober;
        this.scheduler = scheduler;
        this.ticker = ticker;
        Gauge.builder("pbx.database.up", this, watch -> watch.isOpen() ? 0 : 1)
                .description("Whether the database answers, as far as is known").strongReference(true).register(meters);
    }

    public boolean isOpen() {
        return openSince != null;
    }

    /** Whether it is being found out, at this moment, if it answers. */
    public boolean isProbing() {
        return probing.get();
    }

    /** Since when it has not answered; null: it answers, as far as is known. */
    public Instant openSince() {
        return openSince;
    }

    /** Who has waited in vain says it here. It returns at once. */
    public void reportFailure() {
        if (!isOpen() && probing.compareAndSet(false, true)) {
            prober.execute(this::probe);
        }
    }

    /** Has a doubt arise if what the database is asked for takes long, or fails for its sake. */
    public void watch(CompletableFuture<?> answer) {
        Future<?> alarm = scheduler.schedule(Runnable::run, this::reportFailure, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((value, failure) -> {
            alarm.cancel(false);
            if (DatabaseFailure.isOutage(failure)) {
                reportFailure();
            }
        });
    }

    private void probe() {
        try {
            probe.send();
            if (isOpen()) {
                LOG.infof("The database answers again, after %d s", TimeUnit.NANOSECONDS.toSeconds(ticker.read() - openedAt));
                openSince = null;
            }
            probing.set(false);
        } catch (SQLException | RuntimeException e) {
            if (!isOpen()) {
                openedAt = ticker.read();
                openSince = Instant.now();
                LOG.errorf("The database does not answer: %s", DatabaseFailure.message(e));
                flush.run(); // whoever hangs in a connection is let go
            }
            scheduler.schedule(prober, this::probe, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void query(AgroalDataSource database) throws SQLException {
        AgroalConnectionFactoryConfiguration pool = database.getConfiguration().connectionPoolConfiguration()
                .connectionFactoryConfiguration();
        String patience = String.valueOf(TIMEOUT.toMillis());
        ConnectionFactory factory = new ConnectionFactory(new AgroalConnectionFactoryConfigurationSupplier(pool)
                .jdbcProperty("connectTimeout", patience).jdbcProperty("socketTimeout", patience).get());
        try (Connection connection = factory.createConnection().getConnection()) {
            connection.createStatement().execute("do 0");
        }
    }
}
