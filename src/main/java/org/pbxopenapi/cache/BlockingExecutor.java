package org.pbxopenapi.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;

import org.pbxopenapi.telemetry.Tracing;

/**
 * Runs blocking tasks, mostly database reads, on Quarkus' worker threads.
 * <p>
 * The first task that is submitted while a task's result is handed out runs next on the same thread: a request that needs a
 * key, then a tenant and then a list switches threads once.
 */
@Singleton
public class BlockingExecutor {

    /** The most tasks that a thread runs in a row before it takes one from the queue. */
    private static final int MOST_IN_A_ROW = 4;

    /** Holds the task that a thread runs next. */
    private static final class Next {
        IntConsumer task;
    }

    private final ExecutorService threads;
    private final Tracing tracing;
    private final ThreadLocal<Next> nexts = new ThreadLocal<>();

    BlockingExecutor(ExecutorService threads, Tracing tracing) {
        this.threads = threads;
        this.tracing = tracing;
    }

    /** Computes a result on a worker thread, with a CDI request context, which Panache needs for its session. */
    public <T> CompletableFuture<T> supply(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        supply(work, result);
        return result;
    }

    <T> void supply(Supplier<T> work, CompletableFuture<T> result) {
        Supplier<T> traced = tracing.childSpan(work);
        Next next = nexts.get();
        if (next != null && next.task == null) {
            next.task = inARow -> run(traced, result, inARow);
            return;
        }
        try {
            threads.execute(() -> run(traced, result, 1));
        } catch (RejectedExecutionException e) { // the process is ending
            result.completeExceptionally(e);
        }
    }

    @ActivateRequestContext
    <T> T call(Supplier<T> work) {
        return work.get();
    }

    private <T> void run(Supplier<T> work, CompletableFuture<T> result, int inARow) {
        T value = null;
        Throwable failure = null;
        try {
            value = call(work);
        } catch (Throwable e) {
            failure = e;
        }
        Next next = new Next();
        if (inARow < MOST_IN_A_ROW) {
            nexts.set(next);
        }
        try {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        } finally {
            nexts.remove();
        }
        if (next.task != null) {
            next.task.accept(inARow + 1);
        }
    }
}
