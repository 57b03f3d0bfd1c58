package org.pbxopenapi.error;

import java.util.Map;

/** Rejects a request with an {@link ApiError}. It has no stack trace, because it is a response and not a fault. */
public class ApiException extends RuntimeException {

    private final ApiError error;
    private final transient Map<String, String> headers;

    public ApiException(ApiError error) {
        this(error, error.message(), error.headers());
    }

    private ApiException(ApiError error, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.error = error;
        this.headers = headers;
    }

    /** @param seconds the value of {@code Retry-After} */
    public static ApiException tooManyRequests(long seconds) {
        return new ApiException(ApiError.TOO_MANY_REQUESTS, ApiError.TOO_MANY_REQUESTS.message(),
                Map.of("Retry-After", String.valueOf(seconds)));
    }

    /** @param expected what the parameter must be, such as "a whole number" */
    public static ApiException invalidParameter(String name, String expected) {
        return new ApiException(ApiError.INVALID_PARAMETER, "The parameter " + name + " must be " + expected + ".",
                ApiError.INVALID_PARAMETER.headers());
    }

    public ApiError error() {
        return error;
    }

    /** Response headers by name. */
    public Map<String, String> headers() {
        return headers;
    }
}
