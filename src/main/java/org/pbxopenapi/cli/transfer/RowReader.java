package org.pbxopenapi.cli.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.pbxopenapi.cli.transfer.FileErrors.Place;

/**
 * The rows of a CSV or JSON file in UTF-8, read one at a time. Rows that are wrong are passed over and noted with line and
 * column; after what makes the rest unreadable, there are no more rows.
 */
public abstract class RowReader {

    public enum Format {
        CSV,
        JSON;

        /** @param given what was asked for; null: what the file's name says */
        public static Format of(String file, Format given) {
            if (given != null) {
                return given;
            }
            return file != null && file.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : CSV;
        }
    }

    /**
     * A column that a file may have.
     *
     * @param required whether it has to have it
     */
    public record Column(String name, boolean required, Kind kind) {
    }

    public enum Kind {
        TEXT,
        /** JSON may have it as a number; others would lose leading zeros. */
        INTEGER,
        /** It is not repeated in what is said of it. As it was never exported, an apostrophe is part of it. */
        SECRET
    }

    /** The longest text of a file; a quote that is not closed would make it longer and longer. */
    static final int LONGEST_TEXT = 1 << 16;
    /** Stands for bytes that are not UTF-8: it is no character, so that no text has it. */
    private static final char MALFORMED = '\uFFFF';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    final List<Column> columns;
    private final FileErrors errors;
    private final String[] texts;
    private final Place[] places;
    private Place place;
    private boolean wrong;
    private boolean over;

    RowReader(List<Column> columns, FileErrors errors) {
        this.columns = columns;
        this.errors = errors;
        this.texts = new String[columns.size()];
        this.places = new Place[columns.size()];
    }

    /** @param errors takes what is wrong */
    public static RowReader read(InputStream in, Format format, List<Column> columns, FileErrors errors) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(in, UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE).replaceWith(String.valueOf(MALFORMED))));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return format == Format.CSV ? new CsvRows(reader, columns, errors) : new JsonRows(reader, columns, errors);
    }

    /** Goes to the next row in which nothing is wrong. */
    public final boolean next() throws IOException {
        while (!over) {
            Arrays.fill(texts, null);
            Arrays.fill(places, null);
            wrong = false;
            try {
                over = !readRow();
            } catch (UnreadableFileException e) {
                over = true;
                errors.add(e.place(), null, e.getMessage());
            }
            if (!over && !wrong) {
                return true;
            }
        }
        return false;
    }

    /** @return whether there was another row */
    abstract boolean readRow() throws IOException, UnreadableFileException;

    /** The text of a column, or null if the row does not have it. */
    public final String text(String column) {
        return texts[index(column)];
    }

    /** Where the row begins. */
    public final Place place() {
        return place;
    }

    /** Where the text of a column is, or where the row begins if it does not have it. */
    final Place place(String column) {
        Place own = places[index(column)];
        return own == null ? place : own;
    }

    /** Notes that a text is wrong. */
    public final void wrong(String column, String why) {
        wrong(place(column), column, why);
    }

    final void wrong(Place at, String column, String why) {
        wrong = true;
        errors.add(at, column, why);
    }

    /** Notes that a text is probably not what was meant. */
    final void doubt(String column, String why) {
        errors.doubt(place(column), column, why);
    }

    final void begin(Place at) {
        place = at;
    }

    final void set(int column, String text, Place at) throws UnreadableFileException {
        texts[column] = text;
        places[column] = at;
        if (checked(text, at).codePoints().anyMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c))) {
            wrong(at, columns.get(column).name, "has half a character");
        }
    }

    /** @return the text, if it was UTF-8 in the file */
    static String checked(String text, Place at) throws UnreadableFileException {
        if (text.indexOf(MALFORMED) >= 0) {
            throw new UnreadableFileException(at, "this is not UTF-8; the file is in another encoding, or broken");
        }
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableFileException(at,
                    "there is a NUL character; the file is in another encoding than UTF-8, or broken");
        }
        return text;
    }

    /** @return -1 if there is no such column */
    final int index(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name.equals(column)) {
                return i;
            }
        }
        return -1;
    }

    final String unknown(String column) {
        return (hasSecrets() ? "there is no such column, but only " : "there is no column \"" + column + "\", but ")
                + columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** Whether nothing of the file must be repeated: a secret may be anywhere in one that is wrong. */
    final boolean hasSecrets() {
        return columns.stream().anyMatch(column -> column.kind == Kind.SECRET);
    }
}
