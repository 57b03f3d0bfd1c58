package org.pbxopenapi.openapi;

import static org.pbxopenapi.error.ApiError.BAD_REQUEST;
import static org.pbxopenapi.error.ApiError.HEADERS_TOO_LARGE;
import static org.pbxopenapi.error.ApiError.HTTP_VERSION_NOT_SUPPORTED;
import static org.pbxopenapi.error.ApiError.INTERNAL_ERROR;
import static org.pbxopenapi.error.ApiError.METHOD_NOT_ALLOWED;
import static org.pbxopenapi.error.ApiError.NOT_FOUND;
import static org.pbxopenapi.error.ApiError.READ_ONLY_API_KEY;
import static org.pbxopenapi.error.ApiError.URI_TOO_LONG;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.pbxopenapi.error.ApiError;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;

/** Adds to every operation of the document the errors that it can answer with, an example of each included. */
@OpenApiFilter(stages = RunStage.BUILD)
public class DocumentFilter implements OASFilter {

    /** What even a request without a key can be answered with. */
    private static final Set<ApiError> WITHOUT_KEY = EnumSet.of(BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, URI_TOO_LONG,
            HEADERS_TOO_LARGE, INTERNAL_ERROR, HTTP_VERSION_NOT_SUPPORTED);
    /** No operation changes anything yet. */
    private static final Set<ApiError> WITH_KEY = EnumSet.complementOf(EnumSet.of(READ_ONLY_API_KEY));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> errors(operation)
                        .forEach(error -> add(error, operation.getResponses())));
    }

    private static Set<ApiError> errors(Operation operation) {
        boolean withoutKey = operation.getSecurity() != null && operation.getSecurity().isEmpty();
        return withoutKey ? WITHOUT_KEY : WITH_KEY;
    }

    private static void add(ApiError error, APIResponses responses) {
        String status = String.valueOf(error.status());
        if (!responses.hasAPIResponse(status)) {
            responses.addAPIResponse(status, response());
        }
        APIResponse response = responses.getAPIResponse(status);
        String description = response.getDescription();
        response.setDescription(description == null ? error.message() : description + " Or: " + error.message());
        error.headers().forEach((name, value) -> response.addHeader(name, OASFactory.createHeader()
                .description(description(name))
                .schema(OASFactory.createSchema().addType(SchemaType.STRING).addExample(value))));
        Map<String, String> body = new LinkedHashMap<>();
        body.put("code", error.code());
        body.put("message", error.message());
        response.getContent().getMediaType("application/json").addExample(error.code(),
                OASFactory.createExample().value(Map.of("error", body)));
    }

    private static APIResponse response() {
        MediaType json = OASFactory.createMediaType().schema(OASFactory.createSchema().ref("ErrorResponse"));
        return OASFactory.createAPIResponse()
                .content(OASFactory.createContent().addMediaType("application/json", json));
    }

    private static String description(String header) {
        return switch (header) {
            case "Allow" -> "The methods that are supported.";
            case "Retry-After" -> "After how many seconds another attempt makes sense.";
            case "WWW-Authenticate" -> "How to authenticate, as RFC 6750 has it.";
            default -> throw new IllegalArgumentException(header);
        };
    }
}
