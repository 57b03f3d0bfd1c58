package org.pbxopenapi.database;

import java.util.Locale;

/**
 * The result of a check of the database.
 *
 * @param check its name, such as {@code relations}
 * @param fix what an operator can do; null: nothing needs to be done
 */
public record Finding(String check, Finding.Status status, String message, String fix) {

    public enum Status {
        OK,
        /** It works, but should be changed. */
        WARNING,
        PROBLEM,
        /** The check could not run, mostly because of another finding. */
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

    /** The message and, if there is one, the fix. */
    public String sentences() {
        return fix == null ? message : message + " Fix: " + fix;
    }
}
