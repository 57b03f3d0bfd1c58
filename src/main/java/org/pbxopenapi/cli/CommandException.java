package org.pbxopenapi.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.pbxopenapi.extension.VisibleText;

/** Ends a command that can't be done, and undoes what it has changed: exit code 1. */
class CommandException extends RuntimeException {

    private final String code;
    private final transient List<Map<String, ?>> details;

    /** @param code the reason for scripts, such as {@code tenant_not_found} */
    CommandException(String code, String message) {
        this(code, message, List.of());
    }

    /** @param details one for each place that is wrong */
    CommandException(String code, String message, List<Map<String, ?>> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
    }

    /** @param what can't be read or written, but not its name, which may be a key that was given by mistake */
    static CommandException of(String what, IOException failure) {
        String why = failure instanceof NoSuchFileException ? "no such file or folder"
                : failure instanceof AccessDeniedException ? "no permission"
                        : failure instanceof FileSystemException system && system.getReason() != null ? system.getReason()
                                : failure instanceof FileSystemException ? "it can't be read or written" : failure.getMessage();
        return new CommandException("file_error", what + ": " + why + ".");
    }

    /**
     * @param what names the text, such as "The code"
     * @return the text
     * @throws CommandException {@code invalid_value} if it can't be stored, or not be read
     */
    static String text(String what, String text, int longest) {
        ifAny(what, VisibleText.whyNot(text, longest));
        return text;
    }

    /**
     * @param what begins the sentence, such as "The code"
     * @throws CommandException {@code invalid_value} if there is a reason
     */
    static void ifAny(String what, Optional<String> reason) {
        reason.ifPresent(why -> {
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
