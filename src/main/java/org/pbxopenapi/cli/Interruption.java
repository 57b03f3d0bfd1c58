package org.pbxopenapi.cli;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a command from changing anything once the process has been told to end (SIGTERM, Ctrl-C). Until the JVM has ended,
 * the command's thread goes on, and could still commit.
 */
final class Interruption implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread hook;
    private boolean over;

    /** @param output says that nothing has changed */
    Interruption(Output output) {
        hook = new Thread(() -> {
            lock.lock(); // and never unlocks: who waits for it ends with the JVM
            if (!over) {
                output.refuse("interrupted", "Interrupted: nothing is changed.", List.of());
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** To be called before the commit: from now on, the process ends only after {@link #close}. */
    void passed() {
        lock.lock();
    }

    /** Does not return if the process is ending before {@link #passed}. */
    @Override
    public void close() {
        lock.lock();
        over = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is ending, and waits for this one
        }
        while (lock.isHeldByCurrentThread()) {
            lock.unlock();
        }
    }
}
