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

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

/**
 * Reads the rows of a CSV or JSON file in UTF-8, one at a time. A row with errors is skipped, and its errors are added to
 * {@link FileErrors}. If the rest of the file cannot be read, one more error says why, and there are no more rows.
 */
public abstract class RowReader {

    public enum Format {
        CSV,
        JSON;

        /** @param given the format that the user chose; null: JSON if the file's name ends in {@code .json}, else CSV */
        public static Format of(String file, Format given) {
            if (given != null) {
                return given;
            }
            return file != null && file.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : CSV;
        }
    }

    /**
     * A column of CSV, or a member of the objects in JSON.
     *
     * @param required whether the file must have it
     */
    public record Column(String name, boolean required, Kind kind) {
    }

    public enum Kind {
        TEXT,
        /** In JSON, it may be a number. Other kinds would lose leading zeros. */
        INTEGER,
        /** Error messages do not repeat it. An apostrophe at its beginning is part of it: exports contain no secrets. */
        SECRET
    }

    /** A text without a closing quote extends to the end of the file. */
    static final StreamReadConstraints LIMITS = StreamReadConstraints.builder().maxStringLength(1 << 16).build();
    /** Replaces bytes that are not UTF-8. It is not a character, so valid texts do not contain it. */
    private static final char MALFORMED = '\uFFFF';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    final JsonParser parser;
    final List<Column> columns;
    private final FileErrors errors;
    private final String[] texts;
    private long line;
    private boolean wrong;
    private boolean ended;

    RowReader(JsonParser parser, List<Column> columns, FileErrors errors) {
        this.parser = parser;
        this.columns = columns;
        this.errors = errors;
        this.texts = new String[columns.size()];
    }

    public static RowReader read(InputStream in, Format format, List<Column> columns, FileErrors errors) throws IOException {
        Reader reader = new BufferedReader(new InputStreamReader(in, UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE).replaceWith(String.valueOf(MALFORMED))));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return format == Format.CSV ? new CsvRows(reader, columns, errors) : new JsonRows(reader, columns, errors);
    }

    /** Moves to the next row without errors. */
    public final boolean next() throws IOException {
        while (!ended) {
            Arrays.fill(texts, null);
            wrong = false;
            try {
                ended = !readRow();
            } catch (UnreadableFileException e) {
                ended = true;
                errors.add(e.line(), null, e.getMessage());
            } catch (StreamConstraintsException e) {
                ended = true;
                errors.add(tokenLine(), null, "a value is too long or nested too deeply; a quote may be missing");
            }
            if (!ended && !wrong) {
                return true;
            }
        }
        return false;
    }

    /** @return false at the end of the file */
    abstract boolean readRow() throws IOException, UnreadableFileException;

    /** The text of a column in the current row; null if the row does not have it. */
    public final String text(String column) {
        return texts[index(column)];
    }

    /** The line in which the current row begins, from 1. */
    public final long line() {
        return line;
    }

    /**
     * Adds an error of the current row.
     *
     * @param column the column's name, which begins the sentence; null: none
     * @param why the rest of the sentence, without a full stop
     */
    public final void wrong(String column, String why) {
        wrong = true;
        errors.add(line, column, why);
    }

    /** Adds a warning about a text that is imported nevertheless. */
    final void warn(String column, String why) {
        errors.addWarning(line, column, why);
    }

    final void begin(long line) {
        this.line = line;
    }

    final void set(int column, String text) {
        texts[column] = text;
    }

    /** The line in which the parser's current token begins, from 1. */
    abstract long tokenLine();

    /** @return the same text, which is the parser's current token */
    final String checked(String text) throws UnreadableFileException {
        if (text.indexOf(MALFORMED) >= 0) {
            throw new UnreadableFileException(tokenLine(), "this is not UTF-8; the file has another encoding or is damaged");
        }
        if (text.indexOf('\0') >= 0) {
            throw new UnreadableFileException(tokenLine(),
                    "there is a NUL character; the file has another encoding than UTF-8 or is damaged");
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
        return (hasSecrets() ? "there is an unknown column" : "there is no column \"" + column + "\"") + "; the columns are "
                + columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** If true, messages must not repeat anything from the file: in a malformed file, a secret can be anywhere. */
    final boolean hasSecrets() {
        return columns.stream().anyMatch(column -> column.kind == Kind.SECRET);
    }
}
