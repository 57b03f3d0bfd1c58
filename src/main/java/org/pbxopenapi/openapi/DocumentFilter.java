package org.pbxopenapi.openapi;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.pbxopenapi.error.ApiError;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;

/**
 * OpenAPI filter that adds its error responses, with examples, and the X-Request-Id header to every operation. It does not run
 * at
 * build time, because Quarkus parses the whole result of the build at every start.
 */
@OpenApiFilter(stages = RunStage.RUNTIME_PER_REQUEST)
public class DocumentFilter implements OASFilter {

    /** Errors of operations that need no key. */
    private static final Set<ApiError> WITHOUT_KEY = EnumSet.of(BAD_REQUEST, NOT_FOUND, METHOD_NOT_ALLOWED, URI_TOO_LONG,
            HEADERS_TOO_LARGE, INTERNAL_ERROR, HTTP_VERSION_NOT_SUPPORTED);
    /** Errors of operations that need a key. None of them writes yet. */
    private static final Set<ApiError> WITH_KEY = EnumSet.complementOf(EnumSet.of(READ_ONLY_API_KEY));

    /** Requests rejected with these errors have no id, because their headers were not read. */
    private static final Set<ApiError> UNREAD = EnumSet.of(URI_TOO_LONG, HEADERS_TOO_LARGE, HTTP_VERSION_NOT_SUPPORTED);
    private static final String REQUEST_ID = "X-Request-Id";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().getSchemas().get("ErrorDetail").getProperties().get("code")
                .enumeration(Stream.of(ApiError.values()).<Object> map(ApiError::code).toList());
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> add(errors(operation), operation.getResponses(), document.getComponents()));
    }

    private static Set<ApiError> errors(Operation operation) {
        boolean withoutKey = operation.getSecurity() != null && operation.getSecurity().isEmpty();
        return withoutKey ? WITHOUT_KEY : WITH_KEY;
    }

    /** All errors of a status make one response, which operations with the same errors share. */
    private static void add(Set<ApiError> errors, APIResponses responses, Components components) {
        responses.getAPIResponse("200").addHeader(REQUEST_ID, requestId());
        errors.stream().collect(groupingBy(ApiError::status)).forEach((status, ofStatus) -> {
            String name = ofStatus.stream().map(ApiError::code).collect(joining("."));
            components.addResponse(name, response(ofStatus));
            responses.addAPIResponse(String.valueOf(status), OASFactory.createAPIResponse().ref(name));
        });
    }

    private static APIResponse response(List<ApiError> errors) {
        MediaType json = OASFactory.createMediaType().schema(OASFactory.createSchema().ref("ErrorResponse"));
        APIResponse response = OASFactory.createAPIResponse()
                .description(errors.stream().map(ApiError::message).collect(joining(" Or: ")))
                .content(OASFactory.createContent().addMediaType("application/json", json));
        if (!UNREAD.containsAll(errors)) {
            response.addHeader(REQUEST_ID, requestId());
        }
        for (ApiError error : errors) {
            error.headers().forEach((name, value) -> response.addHeader(name, OASFactory.createHeader()
                    .description(description(name))
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING).addExample(value))));
            Map<String, String> body = new LinkedHashMap<>();
            body.put("code", error.code());
            body.put("message", error.message());
            json.addExample(error.code(), OASFactory.createExample().value(Map.of("error", body)));
        }
        return response;
    }

    private static Header requestId() {
        return OASFactory.createHeader().ref(REQUEST_ID);
    }

    private static String description(String header) {
        return switch (header) {
            case "Allow" -> "The methods that are supported.";
            case "Retry-After" -> "The seconds after which the client may try again.";
            case "WWW-Authenticate" -> "How to authenticate, by RFC 6750.";
            default -> throw new IllegalArgumentException(header);
        };
    }
}
