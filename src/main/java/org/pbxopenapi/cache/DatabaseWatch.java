package org.pbxopenapi.cache;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.pbxopenapi.DatabaseFailure;

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
public class DatabaseWatch {

    /** How long to wait for the database before there is a doubt about it, or another answer. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger LOG = Logger.getLogger(DatabaseWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final AgroalDataSource database;
    private final AtomicBoolean probing = new AtomicBoolean();
    /** One thread for the database, and one for those who wait. */
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2, work -> {
        Thread thread = new Thread(work, "database-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Instant downSince;

    DatabaseWatch(AgroalDataSource database, MeterRegistry meters) {
        this.database = database;
        Gauge.builder("pbx.database.up", this, watch -> watch.isDown() ? 0 : 1)
                .description("Whether the database answers, as far as is known").strongReference(true).register(meters);
        threads.setRemoveOnCancelPolicy(true);
    }

    public boolean isDown() {
        return downSince != null;
    }

    /** Whether it is being found out, at this moment, if it answers. */
    public boolean isDoubtful() {
        return probing.get();
    }

    /** Since when it has not answered; null: it answers, as far as is known. */
    public Instant downSince() {
        return downSince;
    }

    /** Who has waited in vain says it here. It returns at once. */
    public void suspect() {
        if (!isDown() && probing.compareAndSet(false, true)) {
            threads.execute(this::probe);
        }
    }

    /** Has a doubt arise if what the database is asked for takes long, or fails for its sake. */
    public void watch(CompletableFuture<?> answer) {
        Future<?> alarm = after(PATIENCE, this::suspect);
        answer.whenComplete((value, failure) -> {
            alarm.cancel(false);
            if (DatabaseFailure.isOutage(failure)) {
                suspect();
            }
        });
    }

    /** Has something done later unless it is cancelled before; it must not take long. */
    Future<?> after(Duration delay, Runnable doing) {
        return threads.schedule(doing, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void probe() {
        try (Connection connection = connect()) {
            connection.createStatement().execute("do 0");
            if (isDown()) {
                LOG.infof("The database answers again, after %d s",
                        Duration.between(downSince, Instant.now()).toSeconds());
                downSince = null;
            }
            probing.set(false);
        } catch (SQLException | RuntimeException e) {
            if (!isDown()) {
                downSince = Instant.now();
                LOG.errorf("The database does not answer: %s", DatabaseFailure.message(e));
                database.flush(FlushMode.ALL); // whoever hangs in a connection is let go
            }
            threads.schedule(this::probe, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private Connection connect() throws SQLException {
        AgroalConnectionFactoryConfiguration pool = database.getConfiguration().connectionPoolConfiguration()
                .connectionFactoryConfiguration();
        String patience = String.valueOf(PATIENCE.toMillis());
        return new ConnectionFactory(new AgroalConnectionFactoryConfigurationSupplier(pool)
                .jdbcProperty("connectTimeout", patience).jdbcProperty("socketTimeout", patience).get())
                .createConnection().getConnection();
    }
}
