package org.pbxopenapi.cli.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is wrong in a file, and where. All mistakes are counted, and the first ones told. */
public final class FileErrors {

    /** @param line from 1 @param column from 1, in characters */
    public record Place(long line, long column) implements Comparable<Place> {

        private static final Comparator<Place> ORDER = Comparator.comparing(Place::line).thenComparing(Place::column);

        /** A place as one number, in the same order. */
        long number() {
            return line << 32 | column;
        }

        static Place of(long number) {
            return new Place(number >> 32, number & 0xFFFF_FFFFL);
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private record Mistake(Place place, String field, String why) {

        Map<String, Object> toDetail() {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("line", place.line);
            detail.put("column", place.column);
            detail.put("field", field);
            detail.put("message", message());
            return detail;
        }

        String message() {
            return "Line %d, column %d: %s%s.".formatted(place.line, place.column, field == null ? "" : field + " ", why);
        }
    }

    private static final int TOLD = 20;

    private final List<Mistake> first = new ArrayList<>();
    private long count;
    private final List<Mistake> doubts = new ArrayList<>();
    private long doubtful;

    /**
     * @param field the column's name, which begins the sentence; null: none
     * @param why the rest of the sentence, without a full stop
     */
    void add(Place place, String field, String why) {
        if (count++ < TOLD) {
            first.add(new Mistake(place, field, why));
        }
    }

    /** Adds what is imported all the same. */
    void doubt(Place place, String field, String why) {
        if (doubtful++ < TOLD) {
            doubts.add(new Mistake(place, field, why));
        }
    }

    /** Says what is doubtful, if anything is. */
    public void warn(Consumer<String> warnings) {
        doubts.forEach(doubt -> warnings.accept(doubt.message()));
        if (doubtful > doubts.size()) {
            warnings.accept("There are " + (doubtful - doubts.size()) + " more such lines.");
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** @throws InvalidFileException if anything is wrong */
    public void throwIfAny() {
        if (isEmpty()) {
            return;
        }
        String more = count > first.size() ? "; the first " + first.size() : "";
        List<Map<String, ?>> details = new ArrayList<>();
        first.stream().sorted(Comparator.comparing(Mistake::place)).forEach(mistake -> details.add(mistake.toDetail()));
        throw new InvalidFileException("Nothing is imported. Errors in the file: " + count + more + ":", details);
    }
}
