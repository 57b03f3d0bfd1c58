package org.pbxopenapi.database;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.regex.Pattern;

/** What the database or its driver says, as it may be shown and logged, and what it means. */
public final class DatabaseFailure {

    private static final Pattern CONNECTION_NUMBER = Pattern.compile("\\(conn=\\d+\\) ");
    /** Of the URL, which a driver may quote. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password\\d?=)[^&\\s]*");

    /** SQLSTATE classes: connection exception, invalid authorization, interrupted by an administrator. */
    private static final Pattern NO_CONNECTION = Pattern.compile("(08|28|70).*");
    private static final String QUERY_INTERRUPTED = "70100";
    /**
     * MariaDB's own numbers of what passes without a change of query or schema: disk full, out of memory, host blocked or
     * not allowed, too many connections of a user, lock wait timeout, a user's limit.
     */
    private static final Set<Integer> PASSING = Set.of(1021, 1037, 1041, 1129, 1130, 1203, 1205, 1226);

    private DatabaseFailure() {
    }

    /** The deepest cause that the database or its driver tells; null: there is none. */
    public static SQLException causeOf(Throwable failure) {
        SQLException deepest = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof SQLException e ? e : deepest;
        }
        return deepest;
    }

    /** Whether it is the database that can't answer at the moment, not the question that can't be answered. */
    public static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && (isNoConnection(e) || PASSING.contains(e.getErrorCode()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether only the query was ended, such as for taking longer than the user's max_statement_time; others may still do. */
    public static boolean isQueryFailure(Throwable failure) {
        SQLException cause = causeOf(failure);
        return !isOutage(failure) || cause != null && QUERY_INTERRUPTED.equals(cause.getSQLState());
    }

    /**
     * The pool's own refusals, for want of a connection in time, are plain and have no SQLSTATE. A driver that has turned to
     * another server says so by a transient exception.
     */
    private static boolean isNoConnection(SQLException e) {
        if (e instanceof SQLTransientConnectionException) {
            return true;
        }
        return e.getSQLState() == null ? e.getClass() == SQLException.class
                : NO_CONNECTION.matcher(e.getSQLState()).matches();
    }

    /** Whether a connection that there was has broken off. The driver tells no more than that. */
    public static boolean isConnectionLost(SQLException failure) {
        return "08000".equals(failure.getSQLState()) && failure.getCause() instanceof IOException
                && String.valueOf(failure.getMessage()).endsWith("Socket error");
    }

    public static String message(Throwable failure) {
        String message = CONNECTION_NUMBER.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
        return PASSWORD.matcher(message).replaceAll("$1…");
    }
}
