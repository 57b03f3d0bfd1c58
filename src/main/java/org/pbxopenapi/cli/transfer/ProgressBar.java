package org.pbxopenapi.cli.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows on a terminal how much of a file has been read. */
public final class ProgressBar implements AutoCloseable {

    private static final int WIDTH = 40;
    private static final int LINE = 76;
    private static final long INTERVAL = 100_000_000;

    private final PrintWriter terminal;
    private final long size;
    private long read;
    private long rows;
    private long drawn;

    /**
     * @param terminal null: nothing is shown
     * @param size of the file, in bytes; 0: unknown
     */
    public ProgressBar(PrintWriter terminal, long size) {
        this.terminal = terminal;
        this.size = size;
    }

    /** @param stream 0: standard input, 1: standard output, 2: standard error */
    public static boolean isTerminal(int stream) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString()
                    .matches("/dev/(pts/\\d+|tty.*|console)");
        } catch (IOException | UnsupportedOperationException e) { // not on Linux
            return System.console() != null;
        }
    }

    public InputStream watch(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                read += Math.max(0, count);
                return count;
            }
        };
    }

    void row() {
        rows++;
        if (terminal != null && System.nanoTime() - drawn > INTERVAL) {
            draw("%,d rows".formatted(rows));
        }
    }

    /** Shows the step that follows reading. */
    void say(String what) {
        if (terminal != null) {
            draw("%,d rows, %s".formatted(rows, what));
        }
    }

    private void draw(String text) {
        int done = size == 0 ? 0 : (int) Math.min(100, 100 * read / size);
        int filled = done * WIDTH / 100;
        String bar = size == 0 ? "" : "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] %3d %%  ".formatted(done);
        write(bar + text);
        drawn = System.nanoTime();
    }

    private void write(String line) {
        terminal.printf("\r%-" + LINE + "s", line);
        terminal.flush();
    }

    /** Clears the line for other output. */
    @Override
    public void close() {
        if (terminal != null) {
            write("");
            terminal.print("\r");
            terminal.flush();
        }
    }
}
