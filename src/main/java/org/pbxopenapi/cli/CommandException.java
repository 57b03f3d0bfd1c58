package org.pbxopenapi.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a command fail with exit code 1 and rolls back its transaction. */
class CommandException extends RuntimeException {

    private final String code;
    private final transient List<Map<String, ?>> details;

    /** @param code for scripts, such as {@code tenant_not_found} */
    CommandException(String code, String message) {
        this(code, message, List.of());
    }

    /** @param details one object for each error, with its {@code message} */
    CommandException(String code, String message, List<Map<String, ?>> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
    }

    /** @param what describes the file, such as "The file": its name may be a key, passed by mistake */
    static CommandException of(String what, IOException failure) {
        String why = failure instanceof NoSuchFileException ? "no such file or folder"
                : failure instanceof AccessDeniedException ? "no permission"
                        : failure instanceof FileSystemException system && system.getReason() != null ? system.getReason()
                                : failure instanceof FileSystemException ? "it can't be read or written" : failure.getMessage();
        return new CommandException("file_error", what + ": " + why + ".");
    }

    /**
     * @param what is invalid, such as "The code"
     * @param error why it is invalid, or empty
     * @throws CommandException {@code invalid_value} if there is an error
     */
    static void throwIfInvalid(String what, Optional<String> error) {
        error.ifPresent(why -> {
            throw new CommandException("invalid_value", what + " " + why + ".");
        });
    }

    String code() {
        return code;
    }

    List<Map<String, ?>> details() {
        return details;
    }
}
