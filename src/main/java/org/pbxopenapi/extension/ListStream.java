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
import org.pbxopenapi.extension.ConcurrencyLimit.Permit;
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
 * Stream of a list that is too long for the cache. While one part is sent to the client, the next one is read; at most two
 * parts are in memory. If the database fails after the response has started, the connection is closed, so that the client
 * does not take the list for complete.
 */
final class ListStream {

    private static final Logger LOG = Logger.getLogger(ListStream.class);

    private final ListReader reader;
    private final BlockingExecutor workers;
    private final DatabaseCircuitBreaker breaker;
    private final ConcurrencyLimit limit;
    private final StreamConfig config;
    private final Scheduler scheduler;

    private final CompletableFuture<Void> written = new CompletableFuture<>();
    private RoutingContext routing;
    private Context eventLoop;
    private Permit permit;
    private boolean ended;

    /** @param limit limits how many lists are streamed at a time */
    ListStream(ListReader reader, BlockingExecutor workers, DatabaseCircuitBreaker breaker, ConcurrencyLimit limit,
            StreamConfig config,
            Scheduler scheduler) {
        this.reader = reader;
        this.workers = workers;
        this.breaker = breaker;
        this.limit = limit;
        this.config = config;
        this.scheduler = scheduler;
    }

    /**
     * Writes the list. Must be called on the request's event loop.
     *
     * @return completes when the response has ended or the client has disconnected; fails only before the response has started:
     *         with {@code service_unavailable} if there is no permit or the database is down, or with the first query's failure
     */
    CompletionStage<Void> write(RoutingContext context) {
        routing = context;
        RequestRecord record = RequestRecord.of(routing);
        permit = breaker.isOpen() ? null : limit.tryAcquire(record.keyId(), record.client(), this::abort).orElse(null);
        if (permit == null) {
            return CompletableFuture.failedStage(new ApiException(ApiError.SERVICE_UNAVAILABLE));
        }
        eventLoop = Vertx.currentContext();
        routing.addEndHandler(ignored -> end());
        whenRead(readNext());
        return written;
    }

    private CompletableFuture<Boolean> readNext() {
        CompletableFuture<Boolean> part = workers.supply(reader::read);
        breaker.watch(part);
        return part;
    }

    private void whenRead(CompletableFuture<Boolean> part) {
        part.whenComplete((more, failure) -> eventLoop.runOnContext(ignored -> {
            if (ended) {
                return;
            }
            if (failure == null) {
                write(Buffer.buffer(reader.take()), more);
            } else if (routing.response().headWritten()) {
                LOG.errorf("A list could not be completed: %s", failure.getMessage());
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
        permit.stall();
        if (!more) {
            response.end(part);
            return;
        }
        CompletableFuture<Boolean> next = readNext();
        Future<?> timer = scheduler.schedule(Runnable::run, this::abort, config.writeTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        response.write(part).onComplete(sent -> {
            timer.cancel(false);
            permit.resume();
            whenRead(next);
        });
    }

    private void begin(HttpServerResponse response) {
        response.setChunked(true);
        if (routing.request().version() == HttpVersion.HTTP_1_0) { // it has no chunks: the end of the connection ends the list
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            routing.addEndHandler(ignored -> routing.request().connection().close());
        }
    }

    private void abort() {
        ConnectionListener.abort(routing.request());
    }

    /** Called once the response has ended, complete or not, or the client has disconnected. */
    private void end() {
        ended = true;
        RequestRecord.of(routing).rows(reader.rows());
        permit.release();
        written.complete(null);
    }
}
