package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads command-line arguments as UTF-8. In an ASCII locale, as in cron, systemd or a container without {@code LANG}, Java
 * replaces each byte of a letter such as ü with U+FFFD; the original bytes are then read from {@code /proc}.
 */
public final class Arguments {

    private static final String REPLACEMENT = "\uFFFD";
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {
    }

    /** Returns the arguments, or empty if one of them can't be decoded. */
    public static Optional<String[]> read(String... args) {
        if (Arrays.stream(args).noneMatch(Arguments::hasReplacement)) {
            return Optional.of(args);
        }
        try {
            return decode(Files.readAllBytes(COMMAND_LINE), args);
        } catch (IOException e) { // not Linux, or not UTF-8
            return Optional.empty();
        }
    }

    /** @param commandLine program, options and arguments, each terminated by NUL */
    static Optional<String[]> decode(byte[] commandLine, String... args) throws CharacterCodingException {
        List<String> all = Arrays.asList(new String(commandLine, ISO_8859_1).split("\0", -1));
        int first = all.size() - 1 - args.length;
        String[] decoded = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            String sent = first < 0 ? "" : all.get(first + i);
            decoded[i] = utf8(sent);
            if (!args[i].equals(decoded[i]) && !args[i].equals(new String(sent.getBytes(ISO_8859_1), US_ASCII))) {
                return Optional.empty();
            }
        }
        return Arrays.stream(decoded).anyMatch(Arguments::hasReplacement) ? Optional.empty() : Optional.of(decoded);
    }

    /** @throws CommandException {@code file_error} if the locale can't encode the name */
    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new CommandException("file_error",
                    "The file: this locale can't encode its name. Set LC_ALL=C.UTF-8, or use standard input or output.");
        }
    }

    /** Whether Java replaced bytes that it could not decode. */
    static boolean hasReplacement(String text) {
        return text.contains(REPLACEMENT);
    }

    /** @param bytes decoded as Latin-1, one character each */
    static String utf8(String bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))).toString();
    }
}
