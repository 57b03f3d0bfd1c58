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
 * Reads arguments as UTF-8 where the locale has no encoding for them, such as in cron, systemd, or a container without
 * {@code LANG}: Java then replaces each byte of a letter such as ü.
 */
public final class Arguments {

    private static final String REPLACEMENT = "\uFFFD";
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {
    }

    /** Returns nothing if one of them can't be told. */
    public static Optional<String[]> read(String... args) {
        if (!areDamaged(args)) {
            return Optional.of(args);
        }
        try {
            return decode(Files.readAllBytes(COMMAND_LINE), args);
        } catch (IOException e) { // not on Linux, or not UTF-8
            return Optional.empty();
        }
    }

    /** @param commandLine the program, its options, and the arguments, each ended by a NUL */
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
        return areDamaged(decoded) ? Optional.empty() : Optional.of(decoded);
    }

    /** @throws CommandException if the locale has no encoding for the file's name */
    static Path path(String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new CommandException("file_error",
                    "The file: its name can't be given in this locale. Set LC_ALL=C.UTF-8, or leave the file out and redirect it.");
        }
    }

    private static boolean areDamaged(String... args) {
        return Arrays.stream(args).anyMatch(Arguments::isDamaged);
    }

    /** Whether Java had no encoding for a part of it. */
    static boolean isDamaged(String text) {
        return text.contains(REPLACEMENT);
    }

    /** @param bytes each as a character, as Latin-1 makes them */
    static String utf8(String bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1))).toString();
    }
}
