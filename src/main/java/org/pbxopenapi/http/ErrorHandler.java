package org.pbxopenapi.http;

import static org.pbxopenapi.error.ApiError.BAD_REQUEST;
import static org.pbxopenapi.error.ApiError.INTERNAL_ERROR;
import static org.pbxopenapi.error.ApiError.METHOD_NOT_ALLOWED;
import static org.pbxopenapi.error.ApiError.NOT_FOUND;
import static org.pbxopenapi.error.ApiError.SERVICE_UNAVAILABLE;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.jboss.logging.Logger;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.telemetry.RequestRecord;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Error handler: turns every exception and error status, from resources, Quarkus REST or Vert.x, into an error response of the
 * API. If the response has already started, it closes the connection, so that the client does not take it for complete.
 */
@Provider
@ApplicationScoped
public class ErrorHandler implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(ErrorHandler.class);

    private final RoutingContext current;

    ErrorHandler(RoutingContext current) {
        this.current = current;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        if (current.response().headWritten()) {
            LOG.debugf("A client disconnected before its response was complete: %s", thrown.getMessage());
            current.request().connection().close();
            return Response.noContent().build();
        }
        ApiError error = of(thrown, current.request());
        RequestRecord.of(current).rejected(error);
        ApiException exception = thrown instanceof ApiException known ? known : new ApiException(error);
        ResponseBuilder response = Response.status(error.status()).entity(error.body(exception.getMessage()));
        exception.headers().forEach(response::header);
        return response.build();
    }

    /** Replaces the error pages of Vert.x and Quarkus. */
    void register(@Observes Router router) {
        router.route().order(Integer.MAX_VALUE - 1)
                .handler(context -> send(of(404, context.request()), context))
                .failureHandler(ErrorHandler::reject);
    }

    private static void reject(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.response().headWritten()) {
            request.connection().close();
        } else if (context.statusCode() < 500) {
            send(of(context.statusCode(), request), context);
        } else {
            send(of(context.failure(), request), context);
        }
    }

    private static void send(ApiError error, RoutingContext context) {
        RequestRecord record = RequestRecord.of(context);
        if (record != null) { // null if Vert.x failed the request before PhpRouter ran
            record.rejected(error);
        }
        send(error, context.response());
    }

    static void send(ApiError error, HttpServerResponse response) {
        response.setStatusCode(error.status());
        DateHeader.put(response);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        error.headers().forEach(response::putHeader);
        response.end(Buffer.buffer(error.body()));
    }

    private static ApiError of(Throwable thrown, HttpServerRequest request) {
        if (thrown instanceof ApiException exception) {
            return exception.error();
        }
        if (thrown instanceof WebApplicationException exception) {
            return of(exception.getResponse().getStatus(), request);
        }
        if (DatabaseFailure.isOutage(thrown)) {
            LOG.errorf("The database can't be reached: %s", DatabaseFailure.message(thrown));
            return SERVICE_UNAVAILABLE;
        }
        LOG.error("A request failed", thrown);
        return INTERNAL_ERROR;
    }

    private static ApiError of(int status, HttpServerRequest request) {
        return switch (status) {
            case 404 -> request.method() == HttpMethod.GET ? NOT_FOUND : METHOD_NOT_ALLOWED;
            case 405 -> METHOD_NOT_ALLOWED;
            default -> status < 500 ? BAD_REQUEST : INTERNAL_ERROR;
        };
    }
}
