package org.pbxopenapi.error;

/** Ends a request with one of the {@link ApiError}s. It carries no stack trace: it is an answer, not a fault. */
public class ApiException extends RuntimeException {

    private final ApiError error;

    public ApiException(ApiError error) {
        this(error, error.message());
    }

    private ApiException(ApiError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    /** @param expected what the parameter must be, such as "a whole number" */
    public static ApiException invalidParameter(String name, String expected) {
        return new ApiException(ApiError.INVALID_PARAMETER, "The parameter " + name + " must be " + expected + ".");
    }

    public ApiError error() {
        return error;
    }
}
