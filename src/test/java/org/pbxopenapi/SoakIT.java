package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.outage.FaultyLink;

/**
 * Soak test: clients send random requests while the network to the database fails at random. Every response is correct, and no
 * threads, memory or files leak. {@code -Dpbx.soak=PT1H} sets the duration, {@code -Dpbx.test.seed} the seed, which each run
 * prints.
 */
class SoakIT {

    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration SOAK = Duration.parse(System.getProperty("pbx.soak", "PT10S"));
    private static final int CLIENTS = 8;
    private static final int KINDS_OF_FAILURES = 3;
    private static final List<String> EXPECTED_RESULTS = List.of("fresh", "stale", "304", "400", "401", "404", "405", "503",
            "gzip",
            "page",
            "disconnected");
    /** Threads are started on demand, and some only after the warm-up. */
    private static final int MORE_THREADS = 16;
    private static final int MORE_FILES = 10;
    private static final int MORE_MEGABYTES = 200;

    private static final Pattern EXPECTED_LOG = Pattern.compile("Picked up JAVA_TOOL_OPTIONS: .*|.*\"level\":\"INFO\".*"
            + "|.*\"message\":\"(The database does not respond|The database can't be reached|A list could not be completed): .*");

    private final long seed = Long.getLong("pbx.test.seed", System.nanoTime());
    private final FaultyLink link = new FaultyLink(EmbeddedMariaDb.start().port());
    private final Map<String, AtomicInteger> seen = new ConcurrentSkipListMap<>();
    private PackagedService service;

    /** Resources of the process. */
    private record Footprint(int threads, int megabytes, int files) {
    }

    private Map<String, String> settings() {
        EmbeddedMariaDb.start().create("soak", "bulk.sql"); // other tests change rows of "bulk"
        Map<String, String> settings = new HashMap<>(PackagedService.on("soak"));
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb://127.0.0.1:" + link.port() + "/soak");
        settings.put("PBX_LIMIT_FAILED_KEYS_PER_MINUTE", "0");
        settings.put("PBX_ACCESS_LOG_ENABLED", "false");
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx160m"); // otherwise the heap may grow for hours
        return settings;
    }

    @Test
    void outagesCauseNoWrongResponsesAndNoLeaks() throws Exception {
        System.out.println("Soak with seed " + seed);
        Random random = new Random(seed);
        try (link; PackagedService started = PackagedService.start(settings())) {
            service = started;
            soak(WARM_UP, random);
            Footprint before = footprint();
            seen.clear();
            soak(SOAK, random);
            Footprint after = footprint();
            System.out.println(seen + ", " + before + ", " + after);
            assertTrue(after.threads <= before.threads + MORE_THREADS, before + " " + after);
            assertTrue(after.megabytes <= before.megabytes + MORE_MEGABYTES, before + " " + after);
            assertTrue(after.files <= before.files + MORE_FILES, before + " " + after);
            assertTrue(seen.keySet().containsAll(EXPECTED_RESULTS), seen::toString);
        }
        assertEquals(List.of(), service.output().lines().filter(line -> !EXPECTED_LOG.matcher(line).matches()).toList());
    }

    private void soak(Duration time, Random random) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(new SoakClient(service.port, new Random(random.nextLong()), end, seen)));
        }
        threads.shutdown();
        for (int i = 0; System.nanoTime() < end && clients.stream().noneMatch(Future::isDone); i++) {
            fail(i < KINDS_OF_FAILURES ? i : random.nextInt(KINDS_OF_FAILURES), random);
            Thread.sleep(200 + random.nextInt(2000));
            link.restore();
            Thread.sleep(200 + random.nextInt(1500));
        }
        for (Future<?> client : clients) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new AssertionError("Seed " + seed + ", " + seen + ": " + e.getCause() + "\n" + service.output(),
                        e.getCause());
            }
        }
        awaitFresh();
        try (KeepAlive connection = new KeepAlive(service.port)) {
            assertArrayEquals(SoakClient.LONG_LIST, connection.get(SoakClient.LONG).bytes());
        }
        assertEquals(200, service.health("live").status());
        assertEquals(200, service.health("ready").status());
    }

    private void fail(int kind, Random random) {
        switch (kind) {
            case 0 -> link.cut();
            case 1 -> link.silence();
            default -> link.slow(random.nextInt(400));
        }
    }

    private void awaitFresh() throws Exception {
        long start = System.nanoTime();
        try (KeepAlive connection = new KeepAlive(service.port)) {
            for (int tenant : SoakClient.HOT_TENANTS) {
                Answer answer = connection.get(SoakClient.path(tenant));
                while (answer.status() != 200 || !answer.headers("Cache-Status").isEmpty()) {
                    Thread.sleep(10);
                    answer = connection.get(SoakClient.path(tenant));
                }
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 3000, "Fresh only after " + millis + " ms");
    }

    /** Files exclude database connections, whose number varies up to the size of the pool. */
    private Footprint footprint() throws IOException, InterruptedException {
        Path process = Path.of("/proc", String.valueOf(service.pid()));
        if (!Files.exists(process.resolve("status"))) {
            return new Footprint(0, 0, 0);
        }
        Thread.sleep(1000); // connections are closed in the background
        Map<String, String> status = Files.readAllLines(process.resolve("status")).stream().map(line -> line.split(":\\s*", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return new Footprint(Integer.parseInt(status.get("Threads")),
                    Integer.parseInt(status.get("VmRSS").replace(" kB", "")) >> 10, (int) files.count() - link.connections());
        }
    }
}
