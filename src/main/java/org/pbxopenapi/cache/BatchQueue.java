package org.pbxopenapi.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * Has things read together that are asked for at about the same time: while a batch is being read, what is asked for waits, and
 * is the next batch. The more is asked for, the fewer queries it takes; nothing waits for others to come.
 * <p>
 * A few batches are read at the same time. One more begins if a whole one is waiting, or if the latest one takes long.
 */
final class BatchQueue<T> {

    /** What one query reads. */
    static final int LARGEST = 16;
    /** How many batches are read at the same time, so that workers are left for other things. */
    static final int MOST_UNDER_WAY = 4;
    static final long LONG = TimeUnit.MILLISECONDS.toNanos(20);

    private final int usual;
    private final BlockingExecutor workers;
    private final Ticker ticker;
    private final Function<List<T>, Runnable> reader;
    private final BiConsumer<T, Throwable> failed;
    private final Queue<T> known = new ArrayDeque<>();
    private final Queue<T> unknown = new ArrayDeque<>();
    private int underWay;
    /** Of these, those that a worker has not yet begun to read. */
    private int queued;
    private long latestBeginning;

    /**
     * @param usual how many are read at the same time before there are whole ones: more would be smaller ones
     * @param reader reads a batch on a worker thread, never fails, and returns what hands out what was read
     * @param failed takes what can't be read because the process is ending
     */
    BatchQueue(int usual, BlockingExecutor workers, Ticker ticker, Function<List<T>, Runnable> reader,
            BiConsumer<T, Throwable> failed) {
        this.usual = usual;
        this.workers = workers;
        this.ticker = ticker;
        this.reader = reader;
        this.failed = failed;
    }

    /**
     * Has a thing read with others.
     *
     * @param isKnown whether it is known to be there: what is not known does not keep it waiting, however much that is
     */
    void add(T one, boolean isKnown) {
        synchronized (this) {
            (isKnown ? known : unknown).add(one);
        }
        begin();
    }

    /** Has a thing read alone, whatever else is being read. */
    void addAlone(T one) {
        workers.supply(() -> reader.apply(List.of(one))).whenComplete((handOut, failure) -> {
            if (failure == null) {
                handOut.run();
            } else {
                failed.accept(one, failure);
            }
        });
    }

    /** Begins a batch if it is time to. It is for those to call, too, who have waited for long. */
    void begin() {
        if (!mayBegin()) {
            return;
        }
        workers.supply(() -> reader.apply(take())).whenComplete((handOut, failure) -> {
            if (failure != null) {
                take().forEach(one -> failed.accept(one, failure));
            }
            synchronized (this) {
                underWay--;
            }
            if (failure == null) {
                handOut.run();
            }
            begin();
        });
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

    /** As many of the known ones as of the others, as long as there are both. */
    private synchronized List<T> take() {
        queued--;
        List<T> batch = new ArrayList<>();
        while (batch.size() < LARGEST && !(known.isEmpty() && unknown.isEmpty())) {
            Stream.of(known, unknown).map(Queue::poll).filter(Objects::nonNull).forEach(batch::add);
        }
        return batch;
    }
}
