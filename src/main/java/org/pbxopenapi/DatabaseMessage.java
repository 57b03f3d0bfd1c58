package org.pbxopenapi;

import java.util.regex.Pattern;

/** What the database or its driver says, as it may be shown and logged. */
public final class DatabaseMessage {

    private static final Pattern CONNECTION_NUMBER = Pattern.compile("\\(conn=\\d+\\) ");
    /** Of the URL, which a driver may quote. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password\\d?=)[^&\\s]*");

    private DatabaseMessage() {
    }

    public static String of(Throwable failure) {
        String message = CONNECTION_NUMBER.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        return PASSWORD.matcher(message).replaceAll("$1…");
    }
}
