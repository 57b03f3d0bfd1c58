package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    private static final String COMMAND_LINE = "java\0-jar\0x.jar\0tenant\0create\0MÜC\0\0Müller 🙂\0";
    private static final String[] ARGUMENTS = { "tenant", "create", "MÜC", "", "Müller 🙂" };

    private static String[] asAscii(String... args) {
        return Arrays.stream(args).map(arg -> new String(arg.getBytes(UTF_8), US_ASCII)).toArray(String[]::new);
    }

    @Test
    void argumentsThatAsciiReplacedAreReadAgainAsUtf8() throws Exception {
        assertArrayEquals(ARGUMENTS, Arguments.decode(COMMAND_LINE.getBytes(UTF_8), asAscii(ARGUMENTS)).orElseThrow());
    }

    @Test
    void bytesOfAnotherEncodingAreRejected() {
        byte[] latin = "java\0Müller\0".getBytes(ISO_8859_1);
        assertThrows(CharacterCodingException.class, () -> Arguments.decode(latin, "M\uFFFDller"));
    }

    @Test
    void aReplacementCharacterIsRejected() throws Exception {
        assertEquals(Optional.empty(), Arguments.decode("java\0M\uFFFDller\0".getBytes(UTF_8), "M\uFFFDller"));
        assertEquals(Optional.empty(), Arguments.read("M\uFFFDller"));
    }

    @Test
    void aCommandLineWithOtherArgumentsIsIgnored() throws Exception {
        assertEquals(Optional.empty(), Arguments.decode("java\0@file\0".getBytes(UTF_8), "M\uFFFDller"));
        assertEquals(Optional.empty(), Arguments.decode("java\0".getBytes(UTF_8), "a", "b", "M\uFFFDller"));
    }
}
