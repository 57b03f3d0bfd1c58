package org.pbxopenapi.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.TypeConversionException;

/** Time on the command line: a duration from now, a date, or a date and time, in UTC. */
record TimeArgument(Duration fromNow, Instant time) {

    static final String SYNTAX = "90d (w, d, h, m or s from now), 2030-01-31 or 2030-01-31T12:00:00Z";

    private static final Pattern FROM_NOW = Pattern.compile("([0-9]{1,6})([wdhms])");
    private static final Map<String, Duration> UNITS = Map.of("w", Duration.ofDays(7), "d", Duration.ofDays(1),
            "h", Duration.ofHours(1), "m", Duration.ofMinutes(1), "s", Duration.ofSeconds(1));
    /** The maximum of MariaDB's DATETIME. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    static TimeArgument parse(String text) {
        Matcher fromNow = FROM_NOW.matcher(text);
        if (fromNow.matches()) {
            return new TimeArgument(UNITS.get(fromNow.group(2)).multipliedBy(Long.parseLong(fromNow.group(1))), null);
        }
        try {
            return new TimeArgument(null, text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text));
        } catch (DateTimeException e) {
            throw new TypeConversionException("it must be a time such as " + SYNTAX);
        }
    }

    /** @throws CommandException {@code invalid_value} if the time is before 1970 or after 9999 */
    Instant at(Instant now) {
        Instant at = fromNow == null ? time : now.plus(fromNow);
        if (at.isAfter(LAST) || at.isBefore(Instant.EPOCH)) {
            throw new CommandException("invalid_value", "The time " + at + " is not between 1970 and 9999.");
        }
        return at;
    }
}
