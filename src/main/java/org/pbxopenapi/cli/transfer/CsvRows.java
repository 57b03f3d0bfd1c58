package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

/**
 * Reads CSV with a header line, which names the columns in any order. Skips rows of blank cells, and columns at the end that
 * have neither a name nor content: spreadsheets write both.
 */
final class CsvRows extends RowReader {

    /** Without SKIP_EMPTY_LINES, which would also remove the blanks at the beginning of rows. */
    private static final CsvFactory FACTORY = CsvFactory.builder().streamReadConstraints(LIMITS)
            .enable(CsvParser.Feature.WRAP_AS_ARRAY).build();
    /** The number of columns in spreadsheets. */
    private static final int MOST_CELLS = 16_384;
    /** Replaces texts that belong to no column, to save memory. */
    private static final String UNUSED = "…";
    private static final String BLANK = "[\\s\\p{Z}\\x{2800}]";
    private static final Pattern BLANKS = Pattern.compile(BLANK + "*");
    private static final Pattern OUTER_BLANKS = Pattern.compile("^" + BLANK + "+|" + BLANK + "+$");

    private final Separator separator;
    /** For each cell, the index of its column. */
    private List<Integer> header;
    /** The number of cells in the header line, with blank ones at its end. */
    private int width;
    /** The line in which the current cell begins. Jackson counts a CRLF in a quoted cell twice where its text buffer ends. */
    private long cellLine = 1;

    CsvRows(Reader reader, List<Column> columns, FileErrors errors) throws IOException {
        this(reader, Separator.of(reader), columns, errors);
    }

    private CsvRows(Reader reader, Separator separator, List<Column> columns, FileErrors errors) throws IOException {
        super(FACTORY.createParser(reader), columns, errors);
        this.separator = separator;
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator.character()));
    }

    @Override
    boolean readRow() throws IOException, UnreadableFileException {
        try {
            if (header == null) {
                header = readHeader();
            }
            List<String> cells = readCells();
            if (cells.isEmpty()) {
                return false;
            }
            setTexts(cells);
            return true;
        } catch (StreamReadException e) { // Jackson's message repeats a part of the file
            throw new UnreadableFileException(tokenLine(), "a quoted cell must end with a quote, followed by a "
                    + separator.called() + " or the end of the line; quotes within the cell must be doubled");
        }
    }

    /** @return the next row that is not blank; empty at the end of the file */
    private List<String> readCells() throws IOException, UnreadableFileException {
        List<String> cells = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            begin(cellLine);
            boolean blank = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (cells.size() == MOST_CELLS) {
                    throw new UnreadableFileException(tokenLine(), "there are too many cells in this row");
                }
                String text = checked(parser.getText());
                boolean isBlank = isBlank(text);
                blank = blank && isBlank;
                cells.add(cells.size() <= columns.size() ? text : isBlank ? "" : UNUSED);
                cellLine += lineBreaks(text);
            }
            cellLine++;
            if (!blank) {
                return cells;
            }
            cells.clear();
        }
        return cells;
    }

    private void setTexts(List<String> cells) {
        int count = Math.min(cells.size(), header.size());
        for (int i = 0; i < count; i++) {
            int column = header.get(i);
            boolean secret = columns.get(column).kind() == Kind.SECRET;
            set(column, secret ? cells.get(i) : Csv.withoutApostrophe(cells.get(i)));
        }
        if (cells.size() > width || !cells.stream().skip(count).allMatch(CsvRows::isBlank)) {
            wrong(null, "there are more cells than columns");
        }
        if (cells.size() < header.size()) {
            wrong(null, "there are fewer cells than columns: " + cells.size() + " instead of " + header.size());
        }
    }

    private List<Integer> readHeader() throws IOException, UnreadableFileException {
        parser.nextToken(); // the array of all rows
        List<String> names = readCells();
        if (separator.hasLine()) {
            names = readCells();
        }
        if (names.isEmpty()) {
            throw new UnreadableFileException(1, "the file is empty; it must begin with the names of its columns");
        }
        width = names.size();
        while (isBlank(names.get(names.size() - 1))) {
            names.remove(names.size() - 1);
        }
        List<Integer> found = new ArrayList<>();
        for (String name : names) {
            int index = index(OUTER_BLANKS.matcher(name).replaceAll("").toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw new UnreadableFileException(line(), unknown(name) + ", with " + separator.called() + "s between them");
            }
            if (found.contains(index)) {
                throw new UnreadableFileException(line(), "the column " + columns.get(index).name() + " is there twice");
            }
            found.add(index);
        }
        for (Column column : columns) {
            if (column.required() && !found.contains(index(column.name()))) {
                throw new UnreadableFileException(line(), "the column " + column.name() + " is missing");
            }
        }
        return found;
    }

    @Override
    long tokenLine() {
        return cellLine;
    }

    private static long lineBreaks(String text) {
        long count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' && (i == 0 || text.charAt(i - 1) != '\r')) {
                count++;
            }
        }
        return count;
    }

    private static boolean isBlank(String text) {
        return BLANKS.matcher(text).matches();
    }
}
