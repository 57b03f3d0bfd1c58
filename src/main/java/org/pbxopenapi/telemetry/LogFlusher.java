package org.pbxopenapi.telemetry;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.AsyncHandler;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.StartupEvent;

/**
 * Flushes asynchronous log handlers before the process exits: their daemon threads would lose the last lines, such as that the
 * process has stopped. Waits at most one second, in case nobody reads the log.
 */
@ApplicationScoped
@IfBuildProfile("prod")
class LogFlusher {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    void register(@Observes StartupEvent event) {
        Application application = Application.currentApplication();
        List<AsyncHandler> handlers = handlers(LogContext.getLogContext().getLogger("").getHandlers()).toList();
        // Quarkus closes the handlers right after the last line.
        handlers.forEach(handler -> handler.setCloseChildren(false));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            application.awaitShutdown();
            handlers.forEach(LogFlusher::drain);
        }, "log-flusher"));
    }

    private static Stream<AsyncHandler> handlers(Handler... handlers) {
        return Stream.of(handlers).flatMap(handler -> handler instanceof AsyncHandler async ? Stream.of(async)
                : handler instanceof ExtHandler outer ? handlers(outer.getHandlers()) : Stream.empty());
    }

    /** A closed AsyncHandler clears its nested handlers after it has written its queue. */
    private static void drain(AsyncHandler handler) {
        handler.close();
        long start = System.nanoTime();
        try {
            while (handler.getHandlers().length > 0 && System.nanoTime() - start < TIMEOUT_NANOS) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
