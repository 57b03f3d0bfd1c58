package org.pbxopenapi.apikey;

import java.util.Optional;

import org.pbxopenapi.tenant.Tenant;

import io.vertx.ext.web.RoutingContext;

/** The rows that a request may see, set by {@link ApiKeyFilter}: those of one tenant, or of all. */
public final class TenantScope {

    private static final String DECISION = TenantScope.class.getName();

    private TenantScope() {
    }

    /**
     * @return the visible tenant; empty: all tenants
     * @throws IllegalStateException if the resource needs no key
     */
    public static Optional<Tenant> of(RoutingContext request) {
        Optional<Tenant> decision = request.get(DECISION);
        if (decision == null) {
            throw new IllegalStateException("No API key has been checked for this request");
        }
        return decision;
    }

    static void set(RoutingContext request, Optional<Tenant> tenant) {
        request.put(DECISION, tenant);
    }
}
