package org.pbxopenapi.apikey;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.pbxopenapi.apikey.Authorizer.Access;
import org.pbxopenapi.apikey.Authorizer.Authorization;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.http.PhpQuery;
import org.pbxopenapi.http.PhpRouter;
import org.pbxopenapi.telemetry.AuditLog;
import org.pbxopenapi.telemetry.RequestRecord;

import io.quarkus.arc.ClientProxy;
import io.vertx.ext.web.RoutingContext;

/**
 * Enforces the decision of the {@link Authorizer} on every request to a resource, except resources annotated
 * {@link PermitAll}. It also enforces the limits per key and per client address, and tells the resource by {@link TenantScope}
 * which rows are visible.
 * <p>
 * If the decision needs the database, the request is suspended, and no thread waits.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {

    private final RoutingContext current;
    private final ResourceInfo resource;
    private final Authorizer authorizer;
    private final ApiKeyCache keys;
    private final FailedKeyLimit failures;
    private final KeyRateLimit rate;

    ApiKeyFilter(RoutingContext current, ResourceInfo resource, Authorizer authorizer, ApiKeyCache keys,
            FailedKeyLimit failures, KeyRateLimit rate) {
        this.current = current;
        this.resource = resource;
        this.authorizer = authorizer;
        this.keys = keys;
        this.failures = failures;
        this.rate = rate;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        RoutingContext routing = ClientProxy.unwrap(current); // the proxy works only while the request context is active
        RequestRecord record = RequestRecord.of(routing);
        Class<?> target = resource.getResourceClass();
        record.route(target.getAnnotation(Path.class).value());
        if (target.isAnnotationPresent(PermitAll.class)) {
            return;
        }
        CompletableFuture<Void> outcome = authorize(context, routing, record.client())
                .handle((authorization, failure) -> {
                    conclude(routing, record, authorization,
                            failure instanceof CompletionException e ? e.getCause() : failure);
                    return null;
                });
        if (outcome.isDone()) {
            throwFailure(outcome);
            return;
        }
        var request = (ResteasyReactiveContainerRequestContext) context;
        request.suspend();
        outcome.whenComplete((done, failure) -> {
            if (failure == null) {
                request.resume();
            } else {
                request.resume(failure.getCause());
            }
        });
    }

    private CompletableFuture<Authorization> authorize(ContainerRequestContext context, RoutingContext routing, String client) {
        PhpQuery query = PhpRouter.query(routing);
        byte[] presented = PresentedKey.of(routing, query, context);
        Access access = context.getMethod().equals(HttpMethod.GET) ? Access.READ : Access.WRITE;
        Optional<String> tenant = query.text("tenant");
        if (!failures.isExceeded(client) || presented.length == 0 || keys.has(KeyHash.of(presented))) {
            return authorizer.authorize(presented, access, tenant);
        }
        if (!failures.tryLookup()) {
            return CompletableFuture.failedFuture(ApiException.tooManyRequests(failures.reject(client)));
        }
        return authorizer.authorize(presented, access, tenant)
                .whenComplete((authorization, failure) -> failures.releaseLookup());
    }

    /** Records and counts the decision. Throws if the request is rejected or exceeds a limit. */
    private void conclude(RoutingContext routing, RequestRecord record, Authorization authorization, Throwable failure) {
        if (failure instanceof KeyRejection rejection) {
            ApiKey key = rejection.key();
            if (key != null) {
                record.key(key.id, key.isReadOnly(), key.tenantId);
            }
            if (rejection.error() == ApiError.INVALID_API_KEY && !failures.count(record.client())) {
                throw ApiException.tooManyRequests(failures.reject(record.client()));
            }
            AuditLog.keyRejected(rejection.reason().code(), record);
            throw rejection;
        }
        if (failure != null) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
        }
        ApiKey key = authorization.key();
        record.key(key.id, key.isReadOnly(), key.tenantId);
        authorization.tenant().ifPresent(tenant -> record.tenant(tenant.id));
        AuditLog.keyAccepted(record);
        TenantScope.set(routing, authorization.tenant());
        long wait = rate.take(key.id, routing.response().headers());
        if (wait > 0) {
            throw ApiException.tooManyRequests(wait);
        }
    }

    private static void throwFailure(CompletableFuture<?> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
