package org.pbxopenapi.cli.transfer;

import java.util.List;
import java.util.Map;

/** A file cannot be imported. */
public final class InvalidFileException extends RuntimeException {

    private final transient List<Map<String, ?>> details;

    InvalidFileException(String message, List<Map<String, ?>> details) {
        super(message, null, false, false);
        this.details = details;
    }

    /** The first errors, each with {@code line}, {@code field} and {@code message}. */
    public List<Map<String, ?>> details() {
        return details;
    }
}
