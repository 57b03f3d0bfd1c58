package org.pbxopenapi.openapi;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.pbxopenapi.http.PhpRouter;

import io.smallrye.common.annotation.NonBlocking;

/** Serves the OpenAPI document. {@link PhpRouter} routes all its addresses here; META-INF/openapi.yaml describes them. */
@Path("/openapi.php")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class OpenApiResource {

    private final OpenApiDocument document;

    OpenApiResource(OpenApiDocument document) {
        this.document = document;
    }

    @GET
    @Operation(hidden = true)
    public byte[] document() {
        return document.json();
    }
}
