package org.pbxopenapi.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.pbxopenapi.trace.Traces;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;

/** The threads for what the event loop must not wait for, above all the database. */
@Singleton
public class Workers {

    private final ExecutorService threads;
    private final Traces traces;

    Workers(ExecutorService threads, Traces traces) {
        this.threads = threads;
        this.traces = traces;
    }

    /** Has a result worked out in the background, with a CDI request context, in which Panache keeps its session. */
    public <T> CompletableFuture<T> supply(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        supply(work, result);
        return result;
    }

    <T> void supply(Supplier<T> work, CompletableFuture<T> result) {
        Supplier<T> traced = traces.part(work);
        try {
            threads.execute(() -> complete(traced, result));
        } catch (RejectedExecutionException e) { // the process is ending
            result.completeExceptionally(e);
        }
    }

    private static <T> void complete(Supplier<T> work, CompletableFuture<T> result) {
        ManagedContext requestContext = Arc.container().requestContext();
        T value;
        requestContext.activate();
        try {
            value = work.get();
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
            return;
        } finally {
            requestContext.terminate();
        }
        result.complete(value);
    }
}
