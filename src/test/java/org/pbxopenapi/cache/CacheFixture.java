package org.pbxopenapi.cache;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.pbxopenapi.FakeTime;
import org.pbxopenapi.database.DatabaseCircuitBreaker;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Caches with a fake clock, for unit tests in one thread. The tests run the queued readings and probes. */
public final class CacheFixture {

    public final FakeTime time = new FakeTime();
    public final CacheConfig config;
    public final CacheFactory caches;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    public final Queue<Runnable> readings = new ArrayDeque<>();
    public final Queue<Runnable> probes = new ArrayDeque<>();
    public final DatabaseCircuitBreaker watch;
    public int flushes;
    /** Failure of the next probe; null if the database responds. */
    public Exception outage;

    /** @param settings below {@code pbx.cache}, without the prefix */
    public CacheFixture(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(CacheConfig.class);
        settings.forEach((name, value) -> builder.withDefaultValue("pbx.cache." + name, value));
        config = builder.build().getConfigMapping(CacheConfig.class);
        watch = new DatabaseCircuitBreaker(this::probe, () -> flushes++, probes::add, time, time, meters);
        caches = new CacheFactory(config, executor(readings::add), watch, time, time, meters);
    }

    /** An executor without a CDI request context, which only a started application has. */
    public static BlockingExecutor executor(Executor threads) {
        return new BlockingExecutor(null, null) {
            @Override
            <T> void supply(Supplier<T> work, CompletableFuture<T> result) {
                threads.execute(() -> {
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        result.completeExceptionally(e);
                    }
                });
            }
        };
    }

    private void probe() throws SQLException {
        if (outage instanceof SQLException e) {
            throw e;
        }
        if (outage instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Runs the queued readings, and those that they queue. */
    public void read() {
        run(readings);
    }

    public void runProbes() {
        run(probes);
    }

    private static void run(Queue<Runnable> queue) {
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    public void goDown() {
        outage = new SQLException("Connection refused", "08000");
        watch.reportFailure();
        runProbes();
    }

    /** Requests of a cache with this result: hit, miss or stale. */
    int count(String cache, String result) {
        return (int) meters.get("pbx.cache").tag("cache", cache).tag("result", result).functionCounter().count();
    }
}
