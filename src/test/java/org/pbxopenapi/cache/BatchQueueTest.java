package org.pbxopenapi.cache;

import static java.time.Duration.ofNanos;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.FakeTime;

/** Which keys are read in one batch, and when. */
class BatchQueueTest {

    private final FakeTime time = new FakeTime();
    /** Tasks of the workers; the test runs them. */
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final List<String> read = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    /** Runs while the next batch is read. */
    private Runnable meanwhile = () -> {
    };
    private final BatchQueue<Integer> batches = new BatchQueue<>(1, CacheFixture.executor(workers::add), time, batch -> {
        read.add(batch.toString());
        Runnable now = meanwhile;
        meanwhile = () -> {
        };
        now.run();
        return () -> {
        };
    }, (one, failure) -> failed.add(one.toString()));

    private void add(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(one -> batches.add(one, true));
    }

    private void assertRead(String... expected) {
        assertEquals(List.of(expected), read);
        read.clear();
    }

    @Test
    void keysAddedDuringAReadingAreTheNextBatch() {
        meanwhile = () -> {
            add(3, 5);
            assertEquals(0, workers.size());
        };
        add(1, 2); // the second is added before a worker takes the first
        workers.poll().run();
        assertRead("[1, 2]");
        workers.poll().run();
        assertRead("[3, 4, 5]");
        assertEquals(0, workers.size());
    }

    @Test
    void aFullBatchIsReadAtOnceUpToALimit() {
        add(1, BatchQueue.LARGEST);
        assertEquals(1, workers.size());
        add(101, 99 + BatchQueue.LARGEST);
        assertEquals(1, workers.size());
        add(200, 200);
        assertEquals(2, workers.size());
        add(1001, 1100);
        assertEquals(BatchQueue.MOST_UNDER_WAY, workers.size());
        while (!workers.isEmpty()) {
            workers.poll().run();
        }
        assertEquals(2 * BatchQueue.LARGEST + 100, String.join(",", read).split(",").length);
        assertEquals((2 * BatchQueue.LARGEST + 100 - 1) / BatchQueue.LARGEST + 1, read.size());
    }

    @Test
    void aSlowBatchDoesNotDelayTheNext() {
        meanwhile = () -> {
            add(2, 2);
            time.advance(ofNanos(BatchQueue.LONG).minusNanos(1));
            add(3, 3);
            assertEquals(0, workers.size());
            time.advance(ofNanos(1));
            batches.begin();
            assertEquals(1, workers.size());
            add(4, 4);
            assertEquals(1, workers.size());
        };
        add(1, 1);
        workers.poll().run();
        workers.poll().run();
        assertRead("[1]", "[2, 3, 4]");
    }

    @Test
    void knownAndUnknownKeysTakeTurns() {
        IntStream.rangeClosed(1, 100).forEach(one -> batches.add(one, false));
        batches.add(1000, true);
        batches.add(1001, true);
        workers.poll().run();
        assertEquals("[1000, 1, 1001, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]", read.get(0));
        for (int one = 2000; one < 2100; one++) {
            batches.add(one, true);
        }
        read.clear();
        workers.poll().run();
        assertEquals("[2000, 15, 2001, 16, 2002, 17, 2003, 18, 2004, 19, 2005, 20, 2006, 21, 2007, 22]", read.get(0),
                "and the other way round");
    }

    @Test
    void queuedKeysFailWhenTheProcessEnds() {
        BatchQueue<Integer> ending = new BatchQueue<>(1, new BlockingExecutor(null, null) {
            @Override
            <T> void supply(Supplier<T> work, CompletableFuture<T> result) {
                result.completeExceptionally(new RejectedExecutionException());
            }
        }, time, batch -> null, (one, failure) -> failed.add(one.toString()));
        ending.add(1, true);
        ending.addAlone(2);
        assertEquals(List.of("1", "2"), failed);
    }

    /** A cache whose loader fails for "bad". */
    private static BoundedStalenessCache<String, String> cache(CacheFixture fixture, List<String> batches,
            Exception failure) {
        return fixture.caches.create("batched", 1, Duration.ZERO, (key, value) -> 1000, new BatchLoader<>() {
            @Override
            public Map<String, String> read(Map<String, String> before) {
                batches.add(before.keySet().stream().sorted().toList().toString());
                if (before.containsKey("bad")) {
                    throw new IllegalStateException(failure);
                }
                Map<String, String> values = new HashMap<>();
                before.keySet().forEach(key -> values.put(key, key + "!"));
                return values;
            }

            @Override
            public boolean isBatched(String key, String before) {
                return true;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({ "HY000, 1267, No such character", "70100, 1969, max_statement_time exceeded" })
    void aKeyThatFailsDoesNotFailTheOthers(String state, int code, String reason) {
        CacheFixture fixture = new CacheFixture(Map.of());
        List<String> batches = new ArrayList<>();
        BoundedStalenessCache<String, String> cache = cache(fixture, batches, new SQLException(reason, state, code));
        var first = cache.get("a");
        var bad = cache.get("bad");
        var last = cache.get("c");
        fixture.read();
        assertEquals("a!", first.join().value());
        assertEquals("c!", last.join().value());
        assertThrows(CompletionException.class, bad::join);
        assertEquals(4, batches.size());
        assertEquals("[a, bad, c]", batches.get(0));
    }

    /** For example a list that is too long for a batch. */
    @Test
    void aKeyLeftOutOfABatchIsReadAloneAndDelaysNoOther() {
        CacheFixture fixture = new CacheFixture(Map.of());
        List<String> events = new ArrayList<>();
        BoundedStalenessCache<String, String> cache = fixture.caches.create("batched", 1, Duration.ZERO, (key, value) -> 1000,
                new BatchLoader<>() {
                    @Override
                    public Map<String, String> read(Map<String, String> before) {
                        events.add("read " + before.keySet().stream().sorted().toList());
                        Map<String, String> values = new HashMap<>();
                        before.keySet().stream().filter(key -> before.size() == 1 || key.startsWith("short"))
                                .forEach(key -> values.put(key, key + "!"));
                        return values;
                    }

                    @Override
                    public boolean isBatched(String key, String before) {
                        return true;
                    }
                });
        for (String key : List.of("long 1", "short 1", "long 2", "short 2")) {
            cache.get(key).thenAccept(cached -> events.add(cached.value()));
        }
        fixture.read();
        assertEquals("read [long 1, long 2, short 1, short 2]", events.get(0));
        assertEquals(List.of("short 1!", "short 2!", "read [long 1]", "long 1!", "read [long 2]", "long 2!"),
                events.subList(1, events.size()));
    }

    @Test
    void anOutageFailsTheWholeBatch() {
        CacheFixture fixture = new CacheFixture(Map.of());
        List<String> batches = new ArrayList<>();
        BoundedStalenessCache<String, String> cache = cache(fixture, batches, new SQLException("Gone", "08000"));
        var first = cache.get("a");
        var bad = cache.get("bad");
        fixture.read();
        assertThrows(CompletionException.class, first::join);
        assertThrows(CompletionException.class, bad::join);
        assertEquals(List.of("[a, bad]"), batches);
    }
}
