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
 * Has asynchronous handlers write what they hold, such as the line that says the process has stopped, before it ends. Their
 * thread is a daemon, which Quarkus does not wait for. If nobody reads the log, it ends nonetheless.
 */
@ApplicationScoped
@IfBuildProfile("prod")
class LogFlusher {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    void register(@Observes StartupEvent event) {
        Application application = Application.currentApplication();
        List<AsyncHandler> handlers = handlers(LogContext.getLogContext().getLogger("").getHandlers()).toList();
        // Quarkus closes them right after the last line.
        handlers.forEach(handler -> handler.setCloseChildren(false));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            application.awaitShutdown();
            handlers.forEach(LogFlusher::drain);
        }, "last-lines"));
    }

    private static Stream<AsyncHandler> handlers(Handler... handlers) {
        return Stream.of(handlers).flatMap(handler -> handler instanceof AsyncHandler async ? Stream.of(async)
                : handler instanceof ExtHandler outer ? handlers(outer.getHandlers()) : Stream.empty());
    }

    /** A closed handler lets go of its own handlers once it has written all. */
    private static void drain(AsyncHandler handler) {
        handler.close();
        long start = System.nanoTime();
        try {
            while (handler.getHandlers().length > 0 && System.nanoTime() - start < PATIENCE) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
