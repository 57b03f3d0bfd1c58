package org.pbxopenapi.cli;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import picocli.CommandLine.ExitCode;

/**
 * Shutdown hook that rolls back a command's transaction on SIGTERM or Ctrl-C. Without it the command's thread would run on
 * until Quarkus has stopped, and might still commit.
 */
final class RollbackOnShutdown implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook;
    private boolean closed;

    /** @param output reports that nothing was changed */
    RollbackOnShutdown(Output output) {
        hook = new Thread(() -> {
            lock.lock();
            if (!closed) {
                output.error("interrupted", "Interrupted: nothing was changed.", List.of());
                Runtime.getRuntime().halt(ExitCode.SOFTWARE); // MariaDB rolls back the transaction of a lost connection
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Disables the rollback. Call it just before the commit: a shutdown then waits for {@link #close}. */
    void disable() {
        lock.lock();
    }

    @Override
    public void close() {
        lock.lock();
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The shutdown has started, and the hook waits for this lock.
        }
        while (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }
}
