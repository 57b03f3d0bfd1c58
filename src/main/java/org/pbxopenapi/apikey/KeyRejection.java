package org.pbxopenapi.apikey;

import java.util.Locale;

import org.pbxopenapi.error.ApiError;
import org.pbxopenapi.error.ApiException;

/** Denies access, with a reason for the operator that is more specific than the error for the client. */
public final class KeyRejection extends ApiException {

    public enum Reason {
        NO_KEY(ApiError.MISSING_API_KEY, "no key is given"),
        MISTYPED_KEY(ApiError.INVALID_API_KEY, "the key begins with " + KeyFormat.PREFIX + ", but is mistyped or incomplete"),
        UNKNOWN_KEY(ApiError.INVALID_API_KEY, "the key is unknown"),
        REVOKED_KEY(ApiError.INVALID_API_KEY, "the key has been revoked"),
        EXPIRED_KEY(ApiError.INVALID_API_KEY, "the key has expired"),
        KEY_NOT_YET_VALID(ApiError.INVALID_API_KEY, "the key is not valid yet"),
        READ_ONLY_KEY(ApiError.READ_ONLY_API_KEY, "the key is read-only, and the request is not"),
        TENANT_MISSING(ApiError.TENANT_REQUIRED, "the key belongs to a tenant, and no tenant is given"),
        WRONG_TENANT(ApiError.INVALID_API_KEY, "the key belongs to another tenant"),
        UNKNOWN_TENANT(ApiError.TENANT_NOT_FOUND, "the tenant does not exist");

        private final ApiError error;
        private final String sentence;

        Reason(ApiError error, String sentence) {
            this.error = error;
            this.sentence = sentence;
        }

        /** Its name in the audit log and in command output, such as {@code unknown_key}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public String sentence() {
            return sentence;
        }
    }

    private final Reason reason;
    private final transient ApiKey key;

    KeyRejection(Reason reason, ApiKey key) {
        super(reason.error);
        this.reason = reason;
        this.key = key;
    }

    public Reason reason() {
        return reason;
    }

    /** The record of the rejected key, or null. */
    public ApiKey key() {
        return key;
    }
}
