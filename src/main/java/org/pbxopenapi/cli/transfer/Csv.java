package org.pbxopenapi.cli.transfer;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Writes CSV. A cell that a spreadsheet would run as a formula (CSV injection) gets an apostrophe before it. A cell that
 * already looks like that gets one more, so that an import restores the exact text.
 */
final class Csv {

    /** The characters at the beginning of formulas, from OWASP. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private Csv() {
    }

    /** Returns a line of CSV. */
    static String line(Object... values) {
        return Arrays.stream(values).map(value -> cell(value.toString())).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(String text) {
        String safe = isFormula(text) ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    /** Returns the original text of a cell. */
    static String withoutApostrophe(String cell) {
        return cell.startsWith("'") && isFormula(cell) ? cell.substring(1) : cell;
    }

    private static boolean isFormula(String text) {
        int begin = 0;
        while (begin < text.length() && text.charAt(begin) == '\'') {
            begin++;
        }
        return begin < text.length() && FORMULA.indexOf(text.charAt(begin)) >= 0;
    }
}
