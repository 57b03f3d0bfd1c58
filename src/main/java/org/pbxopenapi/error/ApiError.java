package org.pbxopenapi.error;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Map;

/**
 * The errors that the API returns: status, code, message and headers. Codes and messages of the original endpoint stay
 * byte for byte, because clients compare them.
 */
public enum ApiError {
    BAD_REQUEST(400, "The request is malformed.", Map.of()),
    /** This message is an example: the actual one names the parameter and its valid values. */
    INVALID_PARAMETER(400, "The parameter limit must be a whole number from 1 to 1000.", Map.of()),
    TENANT_REQUIRED(400, "The tenant parameter is required with a tenant API key.", Map.of()),
    MISSING_API_KEY(401, "Missing API key.", Map.of("WWW-Authenticate", "Bearer")),
    INVALID_API_KEY(401, "Invalid API key.", Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\"")),
    READ_ONLY_API_KEY(403, "A read-only API key cannot change anything.", Map.of()),
    TENANT_NOT_FOUND(404, "Tenant not found.", Map.of()),
    NOT_FOUND(404, "Endpoint not found.", Map.of()),
    METHOD_NOT_ALLOWED(405, "Only GET is supported by this endpoint.", Map.of("Allow", "GET, OPTIONS")),
    URI_TOO_LONG(414, "The request's URI is too long.", Map.of()),
    TOO_MANY_REQUESTS(429, "Too many requests.", Map.of("Retry-After", "1")),
    HEADERS_TOO_LARGE(431, "The request's headers are too large.", Map.of()),
    INTERNAL_ERROR(500, "The request could not be answered.", Map.of()),
    SERVICE_UNAVAILABLE(503, "The service is temporarily unavailable.", Map.of("Retry-After", "5")),
    HTTP_VERSION_NOT_SUPPORTED(505, "Only HTTP/1.0 and HTTP/1.1 are supported.", Map.of());

    private final int status;
    private final String code = name().toLowerCase(Locale.ROOT);
    private final String message;
    private final Map<String, String> headers;

    ApiError(int status, String message, Map<String, String> headers) {
        this.status = status;
        this.message = message;
        this.headers = headers;
    }

    public int status() {
        return status;
    }

    /** The machine-readable code, such as {@code invalid_api_key}. */
    public String code() {
        return code;
    }

    public String message() {
        return message;
    }

    /** Response headers by name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The response body: compact JSON without a trailing newline. */
    public byte[] body() {
        return body(message);
    }

    /** The response body with another message, which must not need JSON escaping. */
    public byte[] body(String message) {
        return ("{\"error\":{\"code\":\"" + code() + "\",\"message\":\"" + message + "\"}}").getBytes(UTF_8);
    }
}
