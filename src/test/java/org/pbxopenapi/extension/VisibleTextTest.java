package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @ValueSource(strings = { "555", "*99", "+49 30", "ACME-2", "Müller & Söhne", "東京支店", "المبيعات", "नमस्ते", "😀", "PJSIP" })
    void anyVisibleTextIsValid(String text) {
        assertEquals(Optional.empty(), VisibleText.identifierError(text, 99));
        assertEquals(Optional.empty(), VisibleText.nameError(text, 99));
    }

    @ParameterizedTest
    @ValueSource(strings = { " 5", "5 ", "5\u00A0", "\u20035", "5\u3000", "\u202F5", "5\u2800", "5\u1680" })
    void aTextMustNotBeginOrEndWithABlank(String text) {
        assertEquals(Optional.of("begins or ends with a blank"), VisibleText.identifierError(text, 99));
        assertEquals(Optional.of("begins or ends with a blank"), VisibleText.nameError(text, 99));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202C, 0x202E, 0x2060, 0x2066,
            0x2069, 0x206A, 0xFEFF, 0xFFF9, 0x1D173, 0xE0001, 0xE0041 })
    void formatCharactersAreInvalid(int character) {
        String text = "5" + Character.toString(character) + "5";
        assertEquals(Optional.of("has the invisible character U+%04X".formatted(character)),
                VisibleText.identifierError(text, 99));
        assertEquals(Optional.of("has the control character U+%04X".formatted(character)),
                VisibleText.nameError(text, 99));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0x200C, 0x200D, 0x34F, 0x115F, 0x17B4, 0x180B, 0x3164, 0xFE0F, 0xFFA0, 0xE0100 })
    void joinersAndFillersAreValidInNamesOnly(int character) {
        String text = "5" + Character.toString(character) + "5";
        assertEquals(Optional.of("has the invisible character U+%04X".formatted(character)),
                VisibleText.identifierError(text, 99));
        assertEquals(Optional.empty(), VisibleText.nameError(text, 99));
    }

    @ParameterizedTest
    @CsvSource({ "'', is empty", "'a\nb', has control characters", "'12345', has more than 4 characters" })
    void identifiersAndNamesFollowTheRulesOfAnyText(String text, String why) {
        assertEquals(Optional.of(why), VisibleText.identifierError(text.replace("\\n", "\n"), 4));
        assertEquals(Optional.of(why), VisibleText.nameError(text.replace("\\n", "\n"), 4));
    }
}
