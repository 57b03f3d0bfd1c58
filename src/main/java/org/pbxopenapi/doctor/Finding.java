package org.pbxopenapi.doctor;

import java.util.Locale;

/**
 * What a check has found.
 *
 * @param mend what an operator can do about it; null: there is nothing to be done
 */
public record Finding(String check, Finding.Status status, String message, String mend) {

    public enum Status {
        OK,
        /** It works, and yet it should not stay so. */
        WARNING,
        PROBLEM,
        /** What can't be looked at, mostly because of something else that was found. */
        SKIPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String message) {
        return new Finding(check, Status.OK, message, null);
    }

    static Finding warning(String check, String message, String mend) {
        return new Finding(check, Status.WARNING, message, mend);
    }

    static Finding problem(String check, String message, String mend) {
        return new Finding(check, Status.PROBLEM, message, mend);
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, Status.SKIPPED, why, null);
    }

    public String line() {
        return "%-8s %s: %s".formatted(status, check, message) + (mend == null ? "" : " Mend: " + mend);
    }
}
