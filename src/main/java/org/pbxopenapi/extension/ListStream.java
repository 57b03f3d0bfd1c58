package org.pbxopenapi.extension;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;
import org.pbxopenapi.cache.BlockingExecutor;
import org.pbxopenapi.database.DatabaseCircuitBreaker;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.extension.ConcurrencyLimit.Place;
import org.pbxopenapi.http.ConnectionListener;
import org.pbxopenapi.telemetry.RequestRecord;

import com.github.benmanes.caffeine.cache.Scheduler;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * A list too long to be held in memory: while one part of it is on its way to the client, the next is read, and no further
 * one before the client has taken it. If the database fails in between, the connection is closed, so that the list can't be
 * taken for a whole one.
 */
final class ListStream {

    private static final Logger LOG = Logger.getLogger(ListStream.class);

    private final ListReader reader;
    private final BlockingExecutor workers;
    private final DatabaseCircuitBreaker watch;
    private final ConcurrencyLimit places;
    private final StreamConfig config;
    private final Scheduler scheduler;

    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private RoutingContext routing;
    private Context eventLoop;
    private Place place;
    private boolean over;

    /** @param places one for each list that may be written at the same time */
    ListStream(ListReader reader, BlockingExecutor workers, DatabaseCircuitBreaker watch, ConcurrencyLimit places,
            StreamConfig config,
            Scheduler scheduler) {
        this.reader = reader;
        this.workers = workers;
        this.watch = watch;
        this.places = places;
        this.config = config;
        this.scheduler = scheduler;
    }

    /**
     * Writes the list. To be called on the request's event loop.
     *
     * @return completes when all is written or the client has gone; fails before anything is written
     */
    CompletionStage<Void> write(RoutingContext context) {
        routing = context;
        RequestRecord record = RequestRecord.of(routing);
        place = watch.isOpen() ? null : places.tryTake(record.keyId(), record.client(), this::abort).orElse(null);
        if (place == null) {
            return CompletableFuture.failedStage(new ApiException(ApiError.SERVICE_UNAVAILABLE));
        }
        eventLoop = Vertx.currentContext();
        routing.addEndHandler(ended -> end());
        whenRead(readNext());
        return written;
    }

    private CompletableFuture<Boolean> readNext() {
        CompletableFuture<Boolean> part = workers.supply(reader::read);
        watch.watch(part);
        return part;
    }

    private void whenRead(CompletableFuture<Boolean> part) {
        part.whenComplete((more, failure) -> eventLoop.runOnContext(ignored -> {
            if (over) {
                return;
            }
            if (failure == null) {
                write(Buffer.buffer(reader.take()), more);
            } else if (routing.response().headWritten()) {
                LOG.errorf("A list broke off: %s", failure.getMessage());
                routing.request().connection().close();
            } else {
                written.completeExceptionally(failure);
            }
        }));
    }

    private void write(Buffer part, boolean more) {
        HttpServerResponse response = routing.response();
        if (!response.headWritten()) {
            EncodedListResponse.putHeaders(response);
            begin(response);
        }
        place.waits();
        if (!more) {
            response.end(part);
            return;
        }
        CompletableFuture<Boolean> next = readNext();
        Future<?> timer = scheduler.schedule(Runnable::run, this::abort, config.writeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        response.write(part).onComplete(taken -> {
            timer.cancel(false);
            place.goesOn();
            whenRead(next);
        });
    }

    private void begin(HttpServerResponse response) {
        response.setChunked(true);
        if (routing.request().version() == HttpVersion.HTTP_1_0) { // it knows no chunks: the end of the list is that of the connection
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            routing.addEndHandler(ended -> routing.request().connection().close());
        }
    }

    private void abort() {
        ConnectionListener.abort(routing.request());
    }

    /** When the list is written, or the client has gone, or there was nothing to write. */
    private void end() {
        over = true;
        RequestRecord.of(routing).rows(reader.rows());
        place.giveBack();
        written.complete(null);
    }
}
