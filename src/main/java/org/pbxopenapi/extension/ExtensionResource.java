package org.pbxopenapi.extension;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.pbxopenapi.apikey.VisibleTenant;

/** The extensions of a tenant, or of all tenants. */
@Path("/openapi.php/extensions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "extension")
public class ExtensionResource {

    private final VisibleTenant visibleTenant;

    ExtensionResource(VisibleTenant visibleTenant) {
        this.visibleTenant = visibleTenant;
    }

    @GET
    @Operation(operationId = "listExtensions", summary = "List extensions", description = "The extensions of the tenant, or those of all tenants for a global key without a tenant, ordered by id.")
    @Parameter(ref = "tenant")
    @APIResponse(responseCode = "200", description = "The extensions, ordered by id", content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = ExtensionItem.class), examples = {
            @ExampleObject(name = "extensions", ref = "extensions"), @ExampleObject(name = "none", ref = "none") }))
    public List<ExtensionItem> list() {
        return visibleTenant.get()
                .map(tenant -> Extension.listByTenant(tenant.id))
                .orElseGet(Extension::listOfAllTenants);
    }
}
