package org.pbxopenapi.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Output of a command: the result on standard output, as text or JSON, and everything else on standard error. A JSON result is
 * one object, or one array of objects with the same members.
 */
public final class Output {

    enum Format {
        HUMAN,
        JSON
    }

    private static final JsonMapper MAPPER = new JsonMapper();
    /** Characters that a terminal would interpret. */
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]");

    @Option(names = "--output", defaultValue = "human", paramLabel = "human|json", description = "Output format: text or JSON. Default: ${DEFAULT-VALUE}.")
    Format format;
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    private final List<String> warnings = new ArrayList<>();

    /** Returns the output of a parsed command. */
    public static Output of(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject).filter(Output.class::isInstance).map(Output.class::cast)
                .findFirst().orElseThrow();
    }

    /** @param namesAndValues of the members, alternating; names follow the API's fields */
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

    /** Writes the result: the sentence as text, or the object and all warnings as JSON. */
    void result(String sentence, Map<String, Object> object) {
        report(List.of(sentence), object);
    }

    /** Writes a result of several lines. */
    void report(List<String> lines, Map<String, Object> object) {
        if (isJson()) {
            if (!warnings.isEmpty()) {
                object.put("warnings", warnings);
            }
            out().println(json(object));
        } else {
            lines.forEach(line -> out().println(printable(line)));
        }
    }

    /** Adds a warning to a successful result. Call it before {@link #result}. */
    void warn(String sentence) {
        warnings.add(sentence);
        note("Warning: " + sentence);
    }

    /** Writes a sentence to standard error, in text format only. */
    void note(String sentence) {
        if (!isJson()) {
            err().println(printable(sentence));
        }
    }

    /**
     * Writes the reason why the command failed to standard error.
     *
     * @param code for scripts, such as {@code tenant_not_found}
     */
    public void error(String code, String message, List<Map<String, ?>> details) {
        if (isJson()) {
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

    /** @throws CommandException if writing the result failed, because of a full disk or a closed pipe */
    void checkWritten() {
        if (out().checkError()) {
            throw new CommandException("output_failed", "Writing to standard output failed.");
        }
    }

    boolean isJson() {
        return format == Format.JSON;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    PrintWriter err() {
        return command.commandLine().getErr();
    }

    static String json(Map<String, ?> object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static String printable(Object value) {
        return value == null ? ""
                : CONTROLS.matcher(value.toString())
                        .replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
    }
}
