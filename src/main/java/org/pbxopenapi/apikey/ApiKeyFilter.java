package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.pbxopenapi.error.ApiError.INVALID_API_KEY;
import static org.pbxopenapi.error.ApiError.MISSING_API_KEY;
import static org.pbxopenapi.error.ApiError.READ_ONLY_API_KEY;
import static org.pbxopenapi.error.ApiError.TENANT_NOT_FOUND;
import static org.pbxopenapi.error.ApiError.TENANT_REQUIRED;

import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.pbxopenapi.error.ApiException;
import org.pbxopenapi.openapi.PhpAddresses;
import org.pbxopenapi.openapi.PhpQuery;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

/**
 * Lets a request through to a resource only with an API key that is valid, of the right scope and for the right tenant, and
 * tells the resource by {@link VisibleTenant} whose rows it may show. It guards every resource but those annotated
 * {@link PermitAll}.
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class ApiKeyFilter implements ContainerRequestFilter {

    private static final String BEARER = "bearer ";
    private static final String TENANT = "tenant";

    private final ResourceInfo resource;
    private final CurrentVertxRequest request;
    private final VisibleTenant visibleTenant;

    ApiKeyFilter(ResourceInfo resource, CurrentVertxRequest request, VisibleTenant visibleTenant) {
        this.resource = resource;
        this.request = request;
        this.visibleTenant = visibleTenant;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        if (resource.getResourceClass().isAnnotationPresent(PermitAll.class)) {
            return;
        }
        PhpQuery query = PhpAddresses.query(request.getCurrent());
        ApiKey key = ApiKey.findValid(presentedKey(query, context))
                .orElseThrow(() -> new ApiException(INVALID_API_KEY));
        if (key.isReadOnly() && !context.getMethod().equals(HttpMethod.GET)) {
            throw new ApiException(READ_ONLY_API_KEY);
        }
        visibleTenant.set(tenant(key, query));
    }

    /** The key from the first of its three places that has one, as the bytes that were sent. */
    private static byte[] presentedKey(PhpQuery query, ContainerRequestContext context) {
        byte[] key = query.bytes("key");
        if (key.length == 0) {
            key = bytes(context.getHeaderString("X-API-Key"));
        }
        if (key.length == 0) {
            key = bytes(bearerToken(context.getHeaderString(HttpHeaders.AUTHORIZATION)));
        }
        if (key.length == 0) {
            throw new ApiException(MISSING_API_KEY);
        }
        return key;
    }

    private static String bearerToken(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? authorization.substring(BEARER.length()).strip() : null;
    }

    /** Headers reach us decoded as Latin-1: a character for each byte. */
    private static byte[] bytes(String header) {
        return header == null ? new byte[0] : header.getBytes(ISO_8859_1);
    }

    /**
     * The tenant that the request is about; empty: all of them. To a tenant key another tenant looks the same whether it
     * exists or not.
     */
    private static Optional<Tenant> tenant(ApiKey key, PhpQuery query) {
        if (query.bytes(TENANT).length == 0) {
            if (key.isGlobal()) {
                return Optional.empty();
            }
            throw new ApiException(TENANT_REQUIRED);
        }
        return Optional.of(query.text(TENANT)
                .flatMap(codeOrName -> Tenant.findByCodeOrName(codeOrName, key.tenantId))
                .filter(found -> key.isGlobal() || found.id.equals(key.tenantId))
                .orElseThrow(() -> new ApiException(key.isGlobal() ? TENANT_NOT_FOUND : INVALID_API_KEY)));
    }
}
