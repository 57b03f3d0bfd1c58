package org.pbxopenapi.cli;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import picocli.CommandLine.ExitCode;

/**
 * Lets a command change all or nothing where the process is told to end (SIGTERM, Ctrl-C). Otherwise its thread would go on
 * until Quarkus has stopped, and might still commit.
 */
final class Interruption implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook;
    private boolean over;

    /** @param output says that nothing has changed */
    Interruption(Output output) {
        hook = new Thread(() -> {
            lock.lock();
            if (!over) {
                output.fail("interrupted", "Interrupted: nothing is changed.", List.of());
                Runtime.getRuntime().halt(ExitCode.SOFTWARE); // the database rolls back what has lost its connection
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From now on, before the commit, the process ends only after {@link #close}. */
    void passed() {
        lock.lock();
    }

    @Override
    public void close() {
        lock.lock();
        over = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is ending, and waits for this
        }
        while (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }
}
