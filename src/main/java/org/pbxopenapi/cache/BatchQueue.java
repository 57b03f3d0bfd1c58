package org.pbxopenapi.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Reads items in batches: items that arrive while a batch is being read wait, and form the next batch. Nothing waits for
 * others to arrive, and the load on the database grows more slowly than the number of items.
 * <p>
 * A few batches run concurrently. Another one begins if a full batch is waiting, or if the latest one takes long.
 */
final class BatchQueue<T> {

    /** The largest batch. */
    static final int LARGEST = 16;
    /** The most concurrent batches, which leaves workers for other tasks. */
    static final int MOST_UNDER_WAY = 4;
    /** A batch that takes longer does not hold up the next one, in nanoseconds. */
    static final long LONG = TimeUnit.MILLISECONDS.toNanos(20);

    private final int usual;
    private final BlockingExecutor executor;
    private final Ticker ticker;
    private final Function<List<T>, Runnable> reader;
    private final BiConsumer<T, Throwable> failed;
    private final Queue<T> known = new ArrayDeque<>();
    private final Queue<T> unknown = new ArrayDeque<>();
    private int underWay;
    /** The batches of these that no worker has taken yet. */
    private int queued;
    private long latestBeginning;

    /**
     * @param usual how many batches run concurrently unless a full one waits: more batches would be smaller ones
     * @param reader reads a batch on a worker thread and never fails; what it returns completes the items
     * @param failed receives each item that the executor rejects, because the process is ending
     */
    BatchQueue(int usual, BlockingExecutor executor, Ticker ticker, Function<List<T>, Runnable> reader,
            BiConsumer<T, Throwable> failed) {
        this.usual = usual;
        this.executor = executor;
        this.ticker = ticker;
        this.reader = reader;
        this.failed = failed;
    }

    /** @param isKnown whether the item is known to exist: unknown items take at most half of a batch while known ones wait */
    void add(T item, boolean isKnown) {
        synchronized (this) {
            (isKnown ? known : unknown).add(item);
        }
        begin();
    }

    /** Reads an item alone, in addition to the batches under way. */
    void addAlone(T item) {
        run(() -> List.of(item), () -> {
        });
    }

    /** Begins a batch if one is due. Callers that have waited for long call it, too. */
    void begin() {
        if (mayBegin()) {
            run(this::take, this::ended).whenComplete((done, failure) -> begin());
        }
    }

    private CompletableFuture<Runnable> run(Supplier<List<T>> batch, Runnable ended) {
        return executor.supply(() -> reader.apply(batch.get())).whenComplete((handOut, failure) -> {
            if (failure != null) { // the process is ending
                batch.get().forEach(item -> failed.accept(item, failure));
            }
            ended.run();
            if (failure == null) {
                handOut.run();
            }
        });
    }

    private synchronized void ended() {
        underWay--;
    }

    private synchronized boolean mayBegin() {
        long now = ticker.read();
        int left = known.size() + unknown.size() - queued * LARGEST;
        if (left <= 0 || underWay == MOST_UNDER_WAY
                || underWay >= usual && left < LARGEST && now - latestBeginning < LONG) {
            return false;
        }
        underWay++;
        queued++;
        latestBeginning = now;
        return true;
    }

    /** Takes known and unknown items in turns. */
    private synchronized List<T> take() {
        queued--;
        List<T> batch = new ArrayList<>();
        while (batch.size() < LARGEST && !(known.isEmpty() && unknown.isEmpty())) {
            Stream.of(known, unknown).map(Queue::poll).filter(Objects::nonNull).forEach(batch::add);
        }
        return batch;
    }
}
