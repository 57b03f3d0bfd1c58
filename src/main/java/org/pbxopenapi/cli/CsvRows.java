package org.pbxopenapi.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import org.pbxopenapi.cli.FileErrors.Place;

/** Rows of CSV, below a line with the columns' names, in any order. */
final class CsvRows extends Rows {

    private final CsvCells cells;
    /** By place in the line, the column's index. */
    private List<Integer> header;

    CsvRows(Reader reader, List<Column> columns, FileErrors errors) throws IOException {
        super(columns, errors);
        this.cells = new CsvCells(reader);
    }

    @Override
    boolean readRow() throws IOException, Unreadable {
        if (header == null) {
            header = readHeader();
        }
        if (!cells.next()) {
            return false;
        }
        begin(cells.place());
        int count = 0;
        while (true) {
            if (count < header.size()) {
                int column = header.get(count);
                boolean secret = columns.get(column).kind() == Kind.SECRET;
                set(column, secret ? cells.text() : Csv.withoutApostrophe(cells.text()), cells.place());
            } else if (count == header.size()) {
                wrong(cells.place(), null, "there are more cells than columns");
            }
            count++;
            if (cells.endsRow()) {
                break;
            }
            cells.next();
        }
        if (count < header.size()) {
            wrong(cells.place(), null, "there are fewer cells than columns: " + count + " instead of " + header.size());
        }
        return true;
    }

    private List<Integer> readHeader() throws IOException, Unreadable {
        List<Integer> found = new ArrayList<>();
        do {
            if (!cells.next()) {
                throw new Unreadable(new Place(1, 1), "the file is empty, but has to begin with the names of its columns");
            }
            String name = checked(cells.text(), cells.place());
            int index = index(name);
            if (index < 0) {
                throw new Unreadable(cells.place(), unknown(name) + ", with commas between them");
            }
            if (found.contains(index)) {
                throw new Unreadable(cells.place(), "there is the column " + name + " twice");
            }
            found.add(index);
        } while (!cells.endsRow());
        for (Column column : columns) {
            if (column.required() && !found.contains(index(column.name()))) {
                throw new Unreadable(new Place(1, 1), "the column " + column.name() + " is missing");
            }
        }
        return found;
    }
}
