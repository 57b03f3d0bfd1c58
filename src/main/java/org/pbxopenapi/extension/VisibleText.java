package org.pbxopenapi.extension;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What texts may have, so that none looks like another one that it does not equal. The patterns are both Java's and MariaDB's.
 */
public final class VisibleText {

    /** Line and paragraph separators, and what formats a text, but for what joins letters in some scripts. */
    private static final String CONTROLS = "\\p{Cc}\\p{Zl}\\p{Zp}\\x{AD}\\x{600}-\\x{605}\\x{61C}\\x{6DD}\\x{70F}\\x{180E}"
            + "\\x{200B}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{206F}\\x{FEFF}\\x{FFF9}-\\x{FFFB}"
            + "\\x{1BCA0}-\\x{1BCA3}\\x{1D173}-\\x{1D17A}\\x{E0000}-\\x{E007F}";
    /** These, what joins letters, fillers, variation selectors, and what looks as each font likes. */
    private static final String INVISIBLE = CONTROLS + "\\p{Cf}\\p{Co}\\x{34F}\\x{115F}\\x{1160}\\x{17B4}\\x{17B5}"
            + "\\x{180B}-\\x{180F}\\x{3164}\\x{FE00}-\\x{FE0F}\\x{FFA0}\\x{E0100}-\\x{E01EF}";
    private static final String BLANK = "[\\p{Zs}\\x{2800}]";
    private static final String OUTER_BLANK = "^" + BLANK + "|" + BLANK + "$";

    /** Finds what is wrong with a code, a number or a technology. */
    public static final String NO_IDENTIFIER = OUTER_BLANK + "|[" + INVISIBLE + "]";
    /** Finds what is wrong with a name. */
    public static final String NO_NAME = OUTER_BLANK + "|[" + CONTROLS + "]";

    /** What a spreadsheet makes of a long number, such as 4.93E+11 and 1,5E+10. */
    public static final String SPREADSHEET_NUMBER = "[0-9]+([.,][0-9]+)?[Ee][+-]?[0-9]+";

    private static final Pattern IDENTIFIER_FAULT = Pattern.compile(NO_IDENTIFIER);
    private static final Pattern NAME_FAULT = Pattern.compile(NO_NAME);
    private static final Pattern HIDDEN = Pattern.compile("[" + INVISIBLE + "]");
    private static final Pattern BLANKS = Pattern.compile("(?:" + BLANK + "|\\s)*");

    private VisibleText() {
    }

    /** What is wrong with a code, a number or a technology, if anything is. */
    public static Optional<String> whyNoIdentifier(String text, int longest) {
        return whyNot(text, longest, IDENTIFIER_FAULT, "which nobody can see");
    }

    /** What is wrong with a name, if anything is. */
    public static Optional<String> whyNoName(String text, int longest) {
        return whyNot(text, longest, NAME_FAULT, "which controls how a text looks");
    }

    /** What is wrong with a text, if anything is. */
    public static Optional<String> whyNot(String text, int longest) {
        if (text.isEmpty()) {
            return Optional.of("is empty");
        }
        if (text.codePointCount(0, text.length()) > longest) {
            return Optional.of("has more than " + longest + " characters");
        }
        return text.chars().anyMatch(Character::isISOControl) ? Optional.of("has control characters") : Optional.empty();
    }

    /** Whether a text has characters that nobody can see. */
    public static boolean isHidden(String text) {
        return HIDDEN.matcher(text).find();
    }

    public static boolean isBlank(String text) {
        return BLANKS.matcher(text).matches();
    }

    private static Optional<String> whyNot(String text, int longest, Pattern pattern, String why) {
        Optional<String> plain = whyNot(text, longest);
        Matcher fault = pattern.matcher(text);
        if (plain.isPresent() || !fault.find()) {
            return plain;
        }
        return Optional.of(isBlank(fault.group()) ? "begins or ends with a blank"
                : String.format(Locale.ROOT, "has the character U+%04X, %s", fault.group().codePointAt(0), why));
    }
}
