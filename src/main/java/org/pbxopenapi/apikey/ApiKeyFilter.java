package org.pbxopenapi.apikey;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.pbxopenapi.AuditLog;
import org.pbxopenapi.apikey.ApiKey.State;
import org.pbxopenapi.apikey.KeyRefusal.Reason;
import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.limit.FailedKeys;
import org.pbxopenapi.limit.KeyRate;
import org.pbxopenapi.openapi.PhpAddresses;
import org.pbxopenapi.openapi.PhpQuery;
import org.pbxopenapi.tenant.KnownTenants;
import org.pbxopenapi.tenant.Tenant;
import org.pbxopenapi.traffic.Exchange;

import com.github.benmanes.caffeine.cache.Ticker;

import io.vertx.ext.web.RoutingContext;

/**
 * Lets a request through to a resource only with an API key that is valid, of the right scope and for the right tenant, and
 * tells the resource by {@link VisibleTenant} whose rows it may show. It guards every resource but those annotated
 * {@link PermitAll}.
 * <p>
 * What it knows of keys and tenants is in memory or, at most for a moment, waited for without keeping a thread.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {

    /**
     * That a request is let through.
     *
     * @param tenant the one whose rows it may see; empty: all tenants
     */
    public record Admission(ApiKey key, Optional<Tenant> tenant) {
    }

    private static final String TENANT = "tenant";

    private final ResourceInfo resource;
    private final KnownKeys keys;
    private final KnownTenants tenants;
    private final FailedKeys failures;
    private final KeyRate rate;
    private final Ticker ticker;

    ApiKeyFilter(ResourceInfo resource, KnownKeys keys, KnownTenants tenants, FailedKeys failures, KeyRate rate,
            Ticker ticker) {
        this.resource = resource;
        this.keys = keys;
        this.tenants = tenants;
        this.failures = failures;
        this.rate = rate;
        this.ticker = ticker;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        ResteasyReactiveRequestContext request = (ResteasyReactiveRequestContext) ((ResteasyReactiveContainerRequestContext) context)
                .getServerRequestContext();
        RoutingContext routing = request.unwrap(RoutingContext.class);
        Exchange exchange = Exchange.of(routing);
        exchange.route(request.getTarget().getClassPath().template);
        if (resource.getResourceClass().isAnnotationPresent(PermitAll.class)) {
            return;
        }
        PhpQuery query = PhpAddresses.query(routing);
        byte[] presented = PresentedKey.of(routing, query, context);
        CompletableFuture<Admission> decision = failures.isOverdrawn(exchange.client())
                ? decideIfThereIsRoom(presented, context.getMethod(), query, exchange.client())
                : decide(presented, context.getMethod(), query);
        CompletableFuture<Void> outcome = decision.handle((admission, failure) -> {
            conclude(routing, exchange, admission, failure instanceof CompletionException e ? e.getCause() : failure);
            return null;
        });
        if (outcome.isDone()) {
            result(outcome);
            return;
        }
        request.suspend();
        outcome.whenComplete((done, failure) -> {
            if (failure == null) {
                request.resume();
            } else {
                request.resume(failure.getCause());
            }
        });
    }

    /** For who has guessed too often: a key that is not in memory is looked up only while few others are. */
    private CompletableFuture<Admission> decideIfThereIsRoom(byte[] presented, String method, PhpQuery query, String client) {
        if (presented.length == 0 || keys.has(KeyHash.of(presented))) {
            return decide(presented, method, query);
        }
        if (!failures.tryLookup()) {
            return CompletableFuture.failedFuture(ApiException.tooManyRequests(failures.refuse(client)));
        }
        return decide(presented, method, query).whenComplete((admission, failure) -> failures.releaseLookup());
    }

    /** Notes what has been decided, counts it, and has the request refused if that is to be, or if it is one too many. */
    private void conclude(RoutingContext routing, Exchange exchange, Admission admission, Throwable failure) {
        if (failure instanceof KeyRefusal refusal) {
            ApiKey key = refusal.key();
            if (key != null) {
                exchange.key(key.id, key.isReadOnly(), key.tenantId);
            }
            if (refusal.error() == ApiError.INVALID_API_KEY && !failures.count(exchange.client())) {
                throw ApiException.tooManyRequests(failures.refuse(exchange.client()));
            }
            AuditLog.keyRefused(refusal.reason().code(), exchange.keyId(), exchange.tenantId(), exchange.client(),
                    exchange.requestId(routing));
            throw refusal;
        }
        if (failure != null) {
            throw failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
        }
        exchange.key(admission.key.id, admission.key.isReadOnly(), admission.key.tenantId);
        admission.tenant.ifPresent(tenant -> exchange.tenant(tenant.id));
        VisibleTenant.set(routing, admission.tenant);
        long wait = rate.take(admission.key.id, routing.response().headers());
        if (wait > 0) {
            throw ApiException.tooManyRequests(wait);
        }
    }

    /**
     * The rules.
     *
     * @param presented the key as it was sent
     * @param method what is to be done, as HTTP's verb
     * @param query the parameters, of which {@code tenant} counts
     * @return the decision, failed with {@link KeyRefusal} if it is to refuse the request
     */
    public CompletableFuture<Admission> decide(byte[] presented, String method, PhpQuery query) {
        if (presented.length == 0) {
            return CompletableFuture.failedFuture(new KeyRefusal(Reason.NO_KEY, null));
        }
        if (KeyFormat.isMistyped(presented)) {
            return CompletableFuture.failedFuture(new KeyRefusal(Reason.MISTYPED_KEY, null));
        }
        return keys.get(KeyHash.of(presented)).thenCompose(known -> {
            ApiKey key = known.value().orElseThrow(() -> new KeyRefusal(Reason.UNKNOWN_KEY, null));
            admit(key, key.stateAfter(ticker.read() - known.taken()), method);
            return tenant(key, query).thenApply(tenant -> new Admission(key, tenant));
        });
    }

    private static void admit(ApiKey key, State state, String method) {
        switch (state) {
            case REVOKED -> throw new KeyRefusal(Reason.REVOKED_KEY, key);
            case EXPIRED -> throw new KeyRefusal(Reason.EXPIRED_KEY, key);
            case NOT_YET_VALID -> throw new KeyRefusal(Reason.KEY_NOT_YET_VALID, key);
            case VALID -> {
                if (key.isReadOnly() && !method.equals(HttpMethod.GET)) {
                    throw new KeyRefusal(Reason.READ_ONLY_KEY, key);
                }
            }
        }
    }

    /**
     * The tenant that the request is about; empty: all of them. To a tenant key another tenant looks the same whether it
     * exists or not.
     */
    private CompletableFuture<Optional<Tenant>> tenant(ApiKey key, PhpQuery query) {
        if (query.bytes(TENANT).length == 0) {
            if (key.isGlobal()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            throw new KeyRefusal(Reason.TENANT_MISSING, key);
        }
        String codeOrName = query.text(TENANT).orElseThrow(() -> noSuchTenant(key));
        if (key.tenant != null && codeOrName.equals(key.tenant.code)) {
            return CompletableFuture.completedFuture(Optional.of(key.tenant)); // what is the same is equal in any collation
        }
        return tenants.get(codeOrName, key.tenantId)
                .thenApply(found -> {
                    if (found.value().isEmpty() || !key.isGlobal() && !found.value().get().id.equals(key.tenantId)) {
                        throw noSuchTenant(key);
                    }
                    return found.value();
                });
    }

    private static KeyRefusal noSuchTenant(ApiKey key) {
        return new KeyRefusal(key.isGlobal() ? Reason.UNKNOWN_TENANT : Reason.WRONG_TENANT, key);
    }

    private static void result(CompletableFuture<?> done) {
        try {
            done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
