package org.pbxopenapi.apikey;

import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;

import org.pbxopenapi.tenant.Tenant;

/** The tenant whose rows this request may see, as {@link ApiKeyFilter} has decided. */
@RequestScoped
public class VisibleTenant {

    private Optional<Tenant> decision;

    /**
     * @return the tenant; empty: all tenants
     * @throws IllegalStateException if nothing was decided, as in a resource that needs no key
     */
    public Optional<Tenant> get() {
        if (decision == null) {
            throw new IllegalStateException("No API key has been checked for this request");
        }
        return decision;
    }

    void set(Optional<Tenant> tenant) {
        decision = tenant;
    }
}
