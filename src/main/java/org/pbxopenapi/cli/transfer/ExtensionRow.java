package org.pbxopenapi.cli.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.pbxopenapi.cli.transfer.RowReader.Column;
import org.pbxopenapi.cli.transfer.RowReader.Kind;
import org.pbxopenapi.extension.VisibleText;

/**
 * An extension in a file. Values that the file does not have are null.
 *
 * @param line in which the row begins, from 1
 */
public record ExtensionRow(long line, Long id, String tenant, String number, String name, String tech) {

    /** The largest integer that JavaScript represents exactly. */
    private static final long LARGEST_ID = (1L << 53) - 1;
    private static final int LONGEST_TENANT = 64;
    private static final int LONGEST_NUMBER = 32;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TECH = 32;
    private static final Pattern SPREADSHEET_NUMBER = Pattern.compile(VisibleText.SPREADSHEET_NUMBER);
    private static final int MOST_BYTES_OF_INTEGERS = 128;

    /** @param ofOneTenant whether the tenant is given by an option instead of a column */
    public static List<Column> columns(boolean ofOneTenant) {
        return List.of(new Column("id", false, Kind.INTEGER), new Column("tenant", !ofOneTenant, Kind.TEXT),
                new Column("number", true, Kind.TEXT), new Column("name", false, Kind.TEXT),
                new Column("tech", false, Kind.TEXT));
    }

    /** Returns the current row, and adds its errors and warnings to those of the file. */
    static ExtensionRow of(RowReader rows, boolean ofOneTenant) {
        if (ofOneTenant && rows.text("tenant") != null) {
            rows.wrong("tenant", "must not be in the file if --tenant is given");
        }
        String name = rows.text("name");
        if (name != null && !name.isEmpty()) {
            check(rows, "name", VisibleText.nameError(name, LONGEST_NAME));
        }
        String number = identifier(rows, "number", LONGEST_NUMBER);
        if (number != null && SPREADSHEET_NUMBER.matcher(number).matches()) {
            rows.warn("number", number + " looks like a long number that a spreadsheet has shortened; digits may be lost");
        }
        return new ExtensionRow(rows.line(), id(rows), text(rows, "tenant", LONGEST_TENANT), number, name,
                identifier(rows, "tech", LONGEST_TECH));
    }

    /** The largest size of the row in a packet. */
    long bytes() {
        return MOST_BYTES_OF_INTEGERS + Stream.of(tenant, number, name, tech).filter(Objects::nonNull)
                .mapToInt(text -> text.getBytes(UTF_8).length).sum();
    }

    private static Long id(RowReader rows) {
        String id = rows.text("id");
        if (id == null || id.isEmpty()) {
            return null;
        }
        if (id.matches("[1-9][0-9]{0,15}") && Long.parseLong(id) <= LARGEST_ID) {
            return Long.valueOf(id);
        }
        rows.wrong("id", "must be a whole number from 1 to " + LARGEST_ID);
        return null;
    }

    private static String text(RowReader rows, String column, int longest) {
        String text = rows.text(column);
        if (text != null) {
            check(rows, column, VisibleText.textError(text, longest));
        }
        return text;
    }

    private static String identifier(RowReader rows, String column, int longest) {
        String text = rows.text(column);
        if (text != null) {
            check(rows, column, VisibleText.identifierError(text, longest));
        }
        return text;
    }

    private static void check(RowReader rows, String column, Optional<String> textError) {
        textError.ifPresent(why -> rows.wrong(column, why));
    }
}
