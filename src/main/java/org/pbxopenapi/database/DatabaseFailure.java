package org.pbxopenapi.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Pattern;

/** Classifies failures of the database and its driver, and removes passwords from their messages. */
public final class DatabaseFailure {

    private static final Pattern CONNECTION_NUMBER = Pattern.compile("\\(conn=\\d+\\) ");
    /** In a URL, which the driver may quote. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password\\d?=)[^&\\s]*");

    /** SQLSTATE classes: connection exception, invalid authorization, interrupted by an administrator. */
    private static final Pattern NO_CONNECTION = Pattern.compile("(08|28|70).*");
    private static final String QUERY_INTERRUPTED = "70100";
    /**
     * MariaDB error codes that do not depend on the query or the schema: disk full, out of memory, host blocked or not
     * allowed, too many connections of a user, lock wait timeout, resource limit of a user.
     */
    private static final Set<Integer> TRANSIENT = Set.of(1021, 1037, 1041, 1129, 1130, 1203, 1205, 1226);

    private DatabaseFailure() {
    }

    /** The innermost SQLException; null: there is none. */
    public static SQLException causeOf(Throwable failure) {
        SQLException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof SQLException e ? e : deepest;
        }
        return deepest;
    }

    /** Whether the database is unavailable, as opposed to an error in the query or the schema. */
    public static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && (isNoConnection(e) || TRANSIENT.contains(e.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether other queries may succeed, for example because this one exceeded the user's max_statement_time. */
    public static boolean isQueryFailure(Throwable failure) {
        SQLException cause = causeOf(failure);
        return !isOutage(failure) || cause != null && QUERY_INTERRUPTED.equals(cause.getSQLState());
    }

    /**
     * The pool's timeout is an SQLException itself, not a subclass, and has no SQLSTATE. After a failover, the driver throws an
     * SQLTransientConnectionException.
     */
    private static boolean isNoConnection(SQLException e) {
        if (e instanceof SQLTransientConnectionException) {
            return true;
        }
        return e.getSQLState() == null ? e.getClass() == SQLException.class
                : NO_CONNECTION.matcher(e.getSQLState()).matches();
    }

    /** Whether an established connection was lost. The driver has no more specific exception for it. */
    public static boolean isConnectionLost(SQLException failure) {
        return "08000".equals(failure.getSQLState()) && failure.getCause() instanceof IOException
                && String.valueOf(failure.getMessage()).endsWith("Socket error");
    }

    /** The message without passwords and connection ids. */
    public static String message(Throwable failure) {
        String message = CONNECTION_NUMBER.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        return PASSWORD.matcher(message).replaceAll("$1…");
    }
}
