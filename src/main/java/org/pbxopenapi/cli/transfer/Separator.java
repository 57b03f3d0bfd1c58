package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character between the cells of a CSV file.
 *
 * @param hasLine whether the first line sets the separator, before the header line
 */
record Separator(char character, boolean hasLine) {

    private static final String KNOWN = ",;\t";
    /** Excel reads this line, and other programs write it for Excel. */
    private static final Pattern LINE = Pattern.compile("(\"?)sep=([,;\t])\\1\\2*\\s*");
    private static final int LONGEST_HEADER = 8192;

    /** Takes the separator from the first line that is not empty, and resets the reader. */
    static Separator of(Reader reader) throws IOException {
        reader.mark(LONGEST_HEADER);
        String line = firstLine(reader);
        reader.reset();
        Matcher set = LINE.matcher(line.toLowerCase(Locale.ROOT));
        return set.matches() ? new Separator(set.group(2).charAt(0), true) : new Separator(firstUsed(line), false);
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

    /** Column names contain no separators. */
    private static char firstUsed(String header) {
        return (char) header.chars().filter(c -> KNOWN.indexOf(c) >= 0).findFirst().orElse(',');
    }

    /** Its name in messages, in the singular. */
    String called() {
        return character == ',' ? "comma" : character == ';' ? "semicolon" : "tab";
    }
}
