package org.pbxopenapi.error;

/** Ends a request with one of the {@link ApiError}s. It carries no stack trace: it is an answer, not a fault. */
public class ApiException extends RuntimeException {

    private final ApiError error;

    public ApiException(ApiError error) {
        super(error.code(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
