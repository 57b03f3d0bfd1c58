package org.pbxopenapi.extension;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validator of visible text: rejects invisible characters, so that two texts that look the same are equal. The patterns are
 * valid in Java and in MariaDB. Each reason completes a sentence such as "The code has control characters".
 */
public final class VisibleText {

    /** Control and format characters, and line and paragraph separators, without the joiners that some scripts need. */
    private static final String CONTROLS = "\\p{Cc}\\p{Zl}\\p{Zp}\\x{AD}\\x{600}-\\x{605}\\x{61C}\\x{6DD}\\x{70F}\\x{180E}"
            + "\\x{200B}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}"
            + "\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E007F}";
    /** Also joiners, fillers, variation selectors, and private-use characters, whose look depends on the font. */
    private static final String INVISIBLE = CONTROLS + "\\p{Cf}\\p{Co}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}"
            + "\\x{180B}-\\x{180F}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0100}-\\x{E01EF}";
    private static final String BLANK = "[\\p{Zs}\\x{2800}]";
    private static final String OUTER_BLANK = "^" + BLANK + "|" + BLANK + "$";

    /** Matches the faults of a code, a number or a technology. */
    public static final String INVALID_IDENTIFIER = OUTER_BLANK + "|[" + INVISIBLE + "]";
    /** Matches the faults of a name. */
    public static final String INVALID_NAME = OUTER_BLANK + "|[" + CONTROLS + "]";

    /** A long number that a spreadsheet has reformatted, such as 4.93E+11 or 1,5E+10. */
    public static final String SPREADSHEET_NUMBER = "[0-9]+([.,][0-9]+)?[Ee][+-]?[0-9]+";

    private static final Pattern IDENTIFIER_FAULT = Pattern.compile(INVALID_IDENTIFIER);
    private static final Pattern NAME_FAULT = Pattern.compile(INVALID_NAME);
    private static final Pattern HIDDEN = Pattern.compile("[" + INVISIBLE + "]");

    private VisibleText() {
    }

    /** Why a code, a number or a technology is invalid; empty if it is valid. */
    public static Optional<String> identifierError(String text, int maxLength) {
        return textError(text, maxLength, IDENTIFIER_FAULT, "invisible");
    }

    /** Why a name is invalid; empty if it is valid. */
    public static Optional<String> nameError(String text, int maxLength) {
        return textError(text, maxLength, NAME_FAULT, "control");
    }

    /** Why any other text is invalid; empty if it is valid. The length is in code points. */
    public static Optional<String> textError(String text, int maxLength) {
        if (text.isEmpty()) {
            return Optional.of("is empty");
        }
        if (text.codePointCount(0, text.length()) > maxLength) {
            return Optional.of("has more than " + maxLength + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl) ? Optional.of("has control characters") : Optional.empty();
    }

    /** Whether a text has invisible characters. */
    public static boolean isHidden(String text) {
        return HIDDEN.matcher(text).find();
    }

    private static Optional<String> textError(String text, int maxLength, Pattern pattern, String kind) {
        Optional<String> reason = textError(text, maxLength);
        Matcher fault = pattern.matcher(text);
        if (reason.isPresent() || !fault.find()) {
            return reason;
        }
        return Optional.of(fault.group().matches(BLANK) ? "begins or ends with a blank"
                : String.format(Locale.ROOT, "has the %s character U+%04X", kind, fault.group().codePointAt(0)));
    }
}
