package org.pbxopenapi.openapi;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;

/** The OpenAPI document. The first use of this bean generates it, because the start of the service does not need it. */
@ApplicationScoped
public class OpenApiDocument {

    private final byte[] json;

    OpenApiDocument(OpenApiDocumentService documents) {
        json = documents.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON);
    }

    byte[] json() {
        return json;
    }
}
