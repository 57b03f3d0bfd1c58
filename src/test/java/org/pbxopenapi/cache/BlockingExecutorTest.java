package org.pbxopenapi.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestDatabase.class)
class BlockingExecutorTest {

    @Inject
    BlockingExecutor workers;

    private final CountDownLatch start = new CountDownLatch(1);

    private String thread() {
        return Thread.currentThread().getName();
    }

    private String threadAfterStart() {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return thread();
    }

    @Test
    void theFirstFollowUpTaskRunsNextOnTheSameThread() {
        CompletableFuture<String> first = workers.supply(this::threadAfterStart);
        CompletableFuture<String> last = first.thenCompose(name -> workers.supply(this::thread))
                .thenCompose(name -> workers.supply(this::thread));
        start.countDown();
        String lastThread = last.join(); // first.join() could run the next task on this thread
        assertEquals(first.join(), lastThread);
    }

    @Test
    void furtherFollowUpTasksDoNotWait() {
        CompletableFuture<String> first = workers.supply(this::threadAfterStart);
        CountDownLatch otherRan = new CountDownLatch(1);
        CompletableFuture<String> other = new CompletableFuture<>();
        CompletableFuture<String> next = first.thenCompose(name -> {
            CompletableFuture<String> waiting = workers.supply(() -> {
                try {
                    otherRan.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return thread();
            });
            workers.supply(() -> {
                otherRan.countDown();
                return thread();
            }).thenAccept(other::complete);
            return waiting;
        });
        start.countDown();
        String nextThread = next.join(); // first.join() could run the next task on this thread
        assertEquals(first.join(), nextThread);
        assertNotEquals(first.join(), other.join());
    }

    @Test
    void aLongChainOfTasksDoesNotGrowTheStack() {
        List<String> stacks = new ArrayList<>();
        CompletableFuture<Integer> chain = workers.supply(() -> 0);
        for (int i = 0; i < 1000; i++) {
            chain = chain.thenCompose(number -> workers.supply(() -> {
                stacks.add(thread());
                assertTrue(Thread.currentThread().getStackTrace().length < 200);
                return number + 1;
            }));
        }
        assertEquals(1000, chain.join());
    }

    @Test
    void aFailureReachesTheCaller() {
        CompletableFuture<String> failed = workers.supply(() -> {
            throw new IllegalStateException("no");
        });
        assertEquals("no", failed.handle((value, failure) -> failure.getMessage()).join());
    }
}
