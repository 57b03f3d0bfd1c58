package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.pbxopenapi.cli.transfer.FileErrors.Place;
import org.pbxopenapi.extension.VisibleText;

/**
 * RowReader of CSV, below a line with the columns' names, in any order. What spreadsheets leave is passed over: rows of empty
 * cells,
 * and columns at the end that have neither a name nor anything in them.
 */
final class CsvRows extends RowReader {

    /** @param text null: there are so many cells that it does not matter */
    private record Cell(String text, boolean isBlank, Place place) {
    }

    /** As many as spreadsheets have columns. */
    private static final int MOST_CELLS = 16_384;
    private static final Pattern OUTER_BLANKS = Pattern.compile("^[\\s\\p{Z}]+|[\\s\\p{Z}]+$");

    private final CsvCells cells;
    /** By place in the line, the column's index. */
    private List<Integer> header;
    /** How many cells the header line has, with those that are empty at its end. */
    private int width;

    CsvRows(Reader reader, List<Column> columns, FileErrors errors) throws IOException {
        super(columns, errors);
        this.cells = new CsvCells(reader);
    }

    @Override
    boolean readRow() throws IOException, UnreadableFileException {
        if (header == null) {
            header = readHeader();
        }
        List<Cell> row = readCells();
        if (row.isEmpty()) {
            return false;
        }
        begin(row.get(0).place);
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            if (i < header.size()) {
                boolean secret = columns.get(header.get(i)).kind() == Kind.SECRET;
                set(header.get(i), secret ? cell.text : Csv.withoutApostrophe(cell.text), cell.place);
            } else if (!cell.isBlank || i >= width) {
                wrong(cell.place, null, "there are more cells than columns");
                break;
            }
        }
        if (row.size() < header.size()) {
            wrong(row.get(row.size() - 1).place, null,
                    "there are fewer cells than columns: " + row.size() + " instead of " + header.size());
        }
        return true;
    }

    /** The next row that is not empty; none: the file is over. */
    private List<Cell> readCells() throws IOException, UnreadableFileException {
        List<Cell> row = new ArrayList<>();
        while (cells.next()) {
            String text = cells.text();
            if (row.size() == MOST_CELLS) {
                throw new UnreadableFileException(cells.place(), "there are far too many cells in this row");
            }
            row.add(new Cell(row.size() > columns.size() ? null : text, VisibleText.isBlank(text), cells.place()));
            if (cells.endsRow()) {
                if (!row.stream().allMatch(Cell::isBlank)) {
                    return row;
                }
                row.clear();
            }
        }
        return row;
    }

    private List<Integer> readHeader() throws IOException, UnreadableFileException {
        List<Cell> names = readCells();
        if (names.isEmpty()) {
            throw new UnreadableFileException(new Place(1, 1),
                    "the file is empty, but has to begin with the names of its columns");
        }
        width = names.size();
        while (names.get(names.size() - 1).isBlank) {
            names.remove(names.size() - 1);
        }
        List<Integer> found = new ArrayList<>();
        for (Cell cell : names) {
            String name = checked(cell.text, cell.place);
            int index = index(OUTER_BLANKS.matcher(name).replaceAll("").toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw new UnreadableFileException(cell.place,
                        unknown(name) + ", with " + cells.separator().called() + "s between them");
            }
            if (found.contains(index)) {
                throw new UnreadableFileException(cell.place, "there is the column " + columns.get(index).name() + " twice");
            }
            found.add(index);
        }
        for (Column column : columns) {
            if (column.required() && !found.contains(index(column.name()))) {
                throw new UnreadableFileException(new Place(1, 1), "the column " + column.name() + " is missing");
            }
        }
        return found;
    }
}
