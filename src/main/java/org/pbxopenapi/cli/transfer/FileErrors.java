package org.pbxopenapi.cli.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The errors and warnings about a file. All are counted, and the first 20 of each are kept. */
public final class FileErrors {

    private record Entry(long line, String field, String why) {

        Map<String, Object> toDetail() {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("line", line);
            detail.put("field", field);
            detail.put("message", message());
            return detail;
        }

        String message() {
            return "Line %d: %s%s.".formatted(line, field == null ? "" : field + " ", why);
        }
    }

    private static final int MOST_KEPT = 20;

    private final List<Entry> errors = new ArrayList<>();
    private long errorCount;
    private final List<Entry> warnings = new ArrayList<>();
    private long warningCount;

    /**
     * Adds an error.
     *
     * @param line from 1
     * @param field the column's name, which begins the sentence; null: none
     * @param why the rest of the sentence, without a full stop
     */
    void add(long line, String field, String why) {
        if (errorCount++ < MOST_KEPT) {
            errors.add(new Entry(line, field, why));
        }
    }

    /** Adds a warning about something that is imported nevertheless. */
    void addWarning(long line, String field, String why) {
        if (warningCount++ < MOST_KEPT) {
            warnings.add(new Entry(line, field, why));
        }
    }

    /** Passes on the warnings, one sentence each. */
    public void warn(Consumer<String> output) {
        warnings.forEach(warning -> output.accept(warning.message()));
        if (warningCount > warnings.size()) {
            output.accept("There are " + (warningCount - warnings.size()) + " more such lines.");
        }
    }

    public boolean isEmpty() {
        return errorCount == 0;
    }

    /** @throws InvalidFileException if there are errors */
    public void throwIfAny() {
        if (isEmpty()) {
            return;
        }
        String more = errorCount > errors.size() ? "; the first " + errors.size() : "";
        List<Map<String, ?>> details = new ArrayList<>();
        errors.stream().sorted(Comparator.comparingLong(Entry::line)).forEach(error -> details.add(error.toDetail()));
        throw new InvalidFileException("Nothing is imported. Errors in the file: " + errorCount + more + ":", details);
    }
}
