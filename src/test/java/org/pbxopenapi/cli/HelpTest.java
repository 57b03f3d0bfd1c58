package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import picocli.CommandLine;

/** Rules for the help and the usage errors of all commands. */
class HelpTest {

    static Stream<String> commands() {
        return all(CommandRunner.commands(CommandLine.defaultFactory()));
    }

    private static Stream<String> all(CommandLine command) {
        return Stream.concat(Stream.of(command.getCommandSpec().qualifiedName()),
                command.getSubcommands().values().stream().flatMap(HelpTest::all));
    }

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String command, String... arguments) {
        Stream<String> words = Stream.of(command.split(" ")).skip(1);
        return CommandRunner.commands(CommandLine.defaultFactory()).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(words, Stream.of(arguments)).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandPrintsHelpToStandardOutput(String command) {
        assertEquals(0, execute(command, "--help"));
        assertEquals("", err.toString());
        assertTrue(out.toString().startsWith("Usage: " + command + " "), out.toString());
        assertTrue(out.toString().contains("  2   invalid usage\n"), out.toString());
        assertFalse(out.toString().contains("null"), out.toString());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandRejectsAnUnknownOptionOnStandardError(String command) {
        assertEquals(2, execute(command, "--no-such-option=s3cr3t"));
        assertEquals("", out.toString());
        assertFalse(err.toString().isEmpty());
        assertFalse(err.toString().contains("s3cr3t"), err.toString());
    }

    @Test
    void theVersionIsThatOfThePom() throws Exception {
        assertEquals(0, execute("pbx-openapi", "--version"));
        String pom = Files.readString(Path.of("pom.xml"));
        assertEquals("pbx-openapi " + pom.split("</?version>", 3)[1] + "\n", out.toString());
    }
}
