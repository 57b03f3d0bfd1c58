package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is between the cells of a CSV file.
 *
 * @param hasLine whether a line of its own names it, before the header
 */
record Separator(char character, boolean hasLine) {

    private static final String KNOWN = ",;\t";
    /** What Excel writes or is told. */
    private static final Pattern LINE = Pattern.compile("\"?sep=([,;\t])\"?\\1*\\s*");
    private static final int LONGEST_HEADER = 8192;

    /** Looks at the first line that is not empty, and leaves the reader where it was. */
    static Separator of(Reader reader) throws IOException {
        reader.mark(LONGEST_HEADER);
        String line = firstLine(reader);
        reader.reset();
        Matcher named = LINE.matcher(line.toLowerCase(Locale.ROOT));
        return named.matches() ? new Separator(named.group(1).charAt(0), true) : new Separator(firstUsed(line), false);
    }

    private static String firstLine(Reader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < LONGEST_HEADER; i++) {
            int c = reader.read();
            boolean isEnd = c == '\n' || c == '\r';
            if (c < 0 || isEnd && !line.isEmpty()) {
                break;
            }
            if (!isEnd) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** No column has one of them in its name. */
    private static char firstUsed(String header) {
        return (char) header.chars().filter(c -> KNOWN.indexOf(c) >= 0).findFirst().orElse(',');
    }

    /** Its name in a sentence, in the singular. */
    String called() {
        return character == ',' ? "comma" : character == ';' ? "semicolon" : "tab";
    }
}
