package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;

import org.pbxopenapi.cli.transfer.FileErrors.Place;

/**
 * The cells of a CSV file, read one at a time, as in RFC 4180, but for the separator. Lines end by LF, CRLF or CR. A quote is
 * only where it has to be: parsers that take it elsewhere make a text of it that nobody meant. Empty lines don't count.
 */
final class CsvCells {

    private static final int END = -1;

    private final Reader reader;
    private final Separator separator;
    private final StringBuilder text = new StringBuilder();
    private int next;
    private boolean afterCr;
    private long line = 1;
    private long column = 1;
    private Place place;
    private boolean endOfRow = true;

    CsvCells(Reader reader) throws IOException {
        this.separator = Separator.of(reader);
        this.reader = reader;
        this.next = reader.read();
        if (separator.hasLine()) {
            skipLine();
        }
    }

    private void skipLine() throws IOException {
        while (isLineBreak()) {
            takeLineBreak();
        }
        while (next != END && !isLineBreak()) {
            take();
        }
    }

    Separator separator() {
        return separator;
    }

    /** @return whether there was another cell */
    boolean next() throws IOException, UnreadableFileException {
        while (endOfRow && isLineBreak()) {
            takeLineBreak();
        }
        if (endOfRow && next == END) {
            return false;
        }
        place = new Place(line, column);
        text.setLength(0);
        if (next == '"') {
            readQuoted();
        } else {
            readPlain();
        }
        endOfRow = next != separator.character();
        if (!endOfRow) {
            take();
        } else if (next != END) {
            takeLineBreak();
        }
        return true;
    }

    String text() {
        return text.toString();
    }

    /** Where the cell begins. */
    Place place() {
        return place;
    }

    /** Whether the cell was the last one of its row. */
    boolean endsRow() {
        return endOfRow;
    }

    private void readQuoted() throws IOException, UnreadableFileException {
        take();
        while (true) {
            if (next == END) {
                throw new UnreadableFileException(place, "the quote that opens here is never closed");
            }
            char c = take();
            if (c == '"') {
                if (next != '"') {
                    break;
                }
                take();
            }
            append(c);
        }
        if (!isEndOfCell()) {
            throw new UnreadableFileException(place, "the quoted cell that begins here must be followed by a "
                    + separator.called() + " or the end of the line");
        }
    }

    private void readPlain() throws IOException, UnreadableFileException {
        while (!isEndOfCell()) {
            if (next == '"') {
                throw new UnreadableFileException(new Place(line, column),
                        "there is a quote within a cell; the cell must be quoted, and the quote doubled");
            }
            append(take());
        }
    }

    private void append(char c) throws UnreadableFileException {
        if (text.length() == RowReader.LONGEST_TEXT) {
            throw new UnreadableFileException(place, "the cell that begins here is far too long; a quote may be missing");
        }
        text.append(c);
    }

    private boolean isEndOfCell() {
        return next == separator.character() || next == END || isLineBreak();
    }

    private boolean isLineBreak() {
        return next == '\n' || next == '\r';
    }

    private void takeLineBreak() throws IOException {
        if (take() == '\r' && next == '\n') {
            take();
        }
    }

    private char take() throws IOException {
        char taken = (char) next;
        if (taken == '\r' || taken == '\n' && !afterCr) {
            line++;
            column = 1;
        } else if (taken != '\n' && !Character.isLowSurrogate(taken)) {
            column++;
        }
        afterCr = taken == '\r';
        next = reader.read();
        return taken;
    }
}
