package org.pbxopenapi.cli.transfer;

/** The rest of a file cannot be read. */
final class UnreadableFileException extends Exception {

    private final long line;

    UnreadableFileException(long line, String why) {
        super(why, null, false, false);
        this.line = line;
    }

    long line() {
        return line;
    }
}
