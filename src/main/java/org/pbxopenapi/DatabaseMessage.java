package org.pbxopenapi;

import java.sql.SQLException;
import java.util.regex.Pattern;

/** What the database or its driver says, as it may be shown and logged. */
public final class DatabaseMessage {

    private static final Pattern CONNECTION_NUMBER = Pattern.compile("\\(conn=\\d+\\) ");
    /** Of the URL, which a driver may quote. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password\\d?=)[^&\\s]*");

    private DatabaseMessage() {
    }

    /** The deepest cause that the database or its driver tells; null: there is none. */
    public static SQLException causeOf(Throwable failure) {
        SQLException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof SQLException e ? e : deepest;
        }
        return deepest;
    }

    public static String of(Throwable failure) {
        String message = CONNECTION_NUMBER.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        return PASSWORD.matcher(message).replaceAll("$1…");
    }
}
