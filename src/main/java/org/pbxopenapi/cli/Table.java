package org.pbxopenapi.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes rows to standard output as they arrive: as aligned columns, or as a JSON array of objects. The array is complete only
 * after {@link #close}.
 */
final class Table implements AutoCloseable {

    /** Rows that are buffered to compute the widths of the columns. */
    private static final int BLOCK = 1000;

    private final Output output;
    private final String[] columns;
    private final int[] widths;
    private final List<String[]> block = new ArrayList<>();
    private boolean started;
    private int rows;

    Table(Output output, String... columns) {
        this.output = output;
        this.columns = columns;
        this.widths = Arrays.stream(columns).mapToInt(String::length).toArray();
    }

    /** @param values one for each column */
    void row(Object... values) {
        if (++rows % BLOCK == 0) {
            output.checkWritten();
        }
        if (output.isJson()) {
            Object[] members = new Object[2 * columns.length];
            Arrays.setAll(members, i -> i % 2 == 0 ? columns[i / 2] : values[i / 2]);
            output.out().print((started ? ",\n" : "[") + Output.json(Output.object(members)));
            started = true;
            return;
        }
        block.add(Arrays.stream(values).map(Output::printable).toArray(String[]::new));
        if (block.size() == BLOCK) {
            flush();
        }
    }

    private void flush() {
        if (!started) {
            block.add(0, columns);
            started = true;
        }
        for (String[] row : block) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        block.forEach(row -> output.out().println(line(row)));
        block.clear();
    }

    private String line(String... row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(row[i]).append(" ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()) + 2));
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        if (output.isJson()) {
            output.out().println(started ? "]" : "[]");
        } else {
            flush();
        }
        output.checkWritten();
    }
}
