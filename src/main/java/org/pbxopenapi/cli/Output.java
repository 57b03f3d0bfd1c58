package org.pbxopenapi.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.pbxopenapi.cli.transfer.RowReader;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command has to say: its result on standard output, for people or as JSON for scripts; all else on standard error.
 * JSON is one object, or one array of objects with the same members.
 */
public final class Output {

    enum Format {
        HUMAN,
        JSON
    }

    /** How many rows are looked at for the width of a column. */
    private static final int BLOCK = 1000;
    private static final JsonMapper MAPPER = new JsonMapper();
    /** A terminal would obey them. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]");

    @Option(names = "--output", defaultValue = "human", paramLabel = "human|json", description = "For people or for scripts; by default: human.")
    Format format;
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    private final List<String> warnings = new ArrayList<>();

    /** The output of a command that has ended otherwise than by itself. */
    public static Output of(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject).filter(Output.class::isInstance).map(Output.class::cast)
                .findFirst().orElseThrow();
    }

    /** The members of an object, by name and value in turns; names as the API's fields. */
    static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], text(namesAndValues[i + 1]));
        }
        return object;
    }

    private static Object text(Object value) {
        return value == null || value instanceof Number || value instanceof Boolean || value instanceof Collection ? value
                : value.toString();
    }

    /** The result: a sentence for people, an object for scripts, to which warnings are added. */
    void result(String sentence, Map<String, Object> object) {
        report(List.of(sentence), object);
    }

    /** A result of several lines, or one object. */
    void report(List<String> lines, Map<String, Object> object) {
        if (format == Format.JSON) {
            if (!warnings.isEmpty()) {
                object.put("warnings", warnings);
            }
            out().println(json(object));
        } else {
            lines.forEach(line -> out().println(printable(line)));
        }
    }

    /** What an operator should know, although the command is done. To be said before the result. */
    void warn(String sentence) {
        warnings.add(sentence);
        note("Warning: " + sentence);
    }

    /** A sentence for people only, on standard error. */
    void note(String sentence) {
        if (format == Format.HUMAN) {
            err().println(printable(sentence));
        }
    }

    /** Why the command was not done. */
    public void fail(String code, String message, List<Map<String, ?>> details) {
        if (format == Format.JSON) {
            Map<String, Object> error = object("code", code, "message", message);
            if (!details.isEmpty()) {
                error.put("details", details);
            }
            err().println(json(Map.of("error", error)));
        } else {
            err().println(printable(message));
            details.forEach(detail -> err().println("  " + printable(Objects.toString(detail.get("message")))));
        }
    }

    /** @throws CommandException if the result can't be written, since the disk is full or nobody reads it any more */
    void check() {
        if (out().checkError()) {
            throw new CommandException("output_failed", "Standard output can't be written to.");
        }
    }

    Table table(String... columns) {
        return new Table(columns);
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** An object as a script gets it. */
    static String json(Map<String, ?> object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String printable(Object value) {
        return value == null ? ""
                : CONTROLS.matcher(value.toString())
                        .replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
    }

    /**
     * RowReader of any number, written as they come. Without its end, which is {@link #close}, a table of JSON is not whole.
     */
    final class Table implements AutoCloseable {

        private final String[] columns;
        private final int[] widths;
        private final List<String[]> block = new ArrayList<>();
        private boolean begun;
        private int rows;

        private Table(String... columns) {
            this.columns = columns;
            this.widths = Arrays.stream(columns).mapToInt(String::length).toArray();
        }

        void row(Object... values) {
            if (++rows % BLOCK == 0) {
                check();
            }
            if (format == Format.JSON) {
                Object[] members = new Object[2 * columns.length];
                Arrays.setAll(members, i -> i % 2 == 0 ? columns[i / 2] : values[i / 2]);
                out().print((begun ? ",\n" : "[") + json(object(members)));
                begun = true;
                return;
            }
            block.add(Arrays.stream(values).map(Output::printable).toArray(String[]::new));
            if (block.size() == BLOCK) {
                flush();
            }
        }

        private void flush() {
            if (!begun) {
                block.add(0, columns);
                begun = true;
            }
            for (String[] row : block) {
                for (int i = 0; i < row.length; i++) {
                    widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
                }
            }
            block.forEach(row -> out().println(line(row)));
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
            if (format == Format.JSON) {
                out().println(begun ? "]" : "[]");
            } else {
                flush();
            }
            check();
        }
    }
}
