package org.pbxopenapi.database;

import java.util.Locale;

/**
 * The result of a database check.
 *
 * @param check the name of the check, such as {@code relations}
 * @param fix what the operator can do; null: nothing
 */
public record Finding(String check, Finding.Status status, String message, String fix) {

    public enum Status {
        OK,
        /** The service works, but a change is advisable. */
        WARNING,
        PROBLEM,
        /** The check could not run, usually because of another finding. */
        SKIPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Finding ok(String check, String message) {
        return new Finding(check, Status.OK, message, null);
    }

    public static Finding warning(String check, String message, String fix) {
        return new Finding(check, Status.WARNING, message, fix);
    }

    public static Finding problem(String check, String message, String fix) {
        return new Finding(check, Status.PROBLEM, message, fix);
    }

    public static Finding skipped(String check, String reason) {
        return new Finding(check, Status.SKIPPED, reason, null);
    }

    /** The message, followed by the fix if there is one. */
    public String sentences() {
        return fix == null ? message : message + " Fix: " + fix;
    }
}
