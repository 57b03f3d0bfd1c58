package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.EnvConfigSource;

/**
 * The variables, such as a password, that Java can't read because the locale has no encoding for them: it replaces each byte
 * of a letter such as ü. They are read as UTF-8 instead, if they are UTF-8.
 */
public class Utf8Variables extends EnvConfigSource {

    public Utf8Variables() {
        super(damaged(), ORDINAL + 1);
    }

    @Override
    public String getName() {
        return NAME + "[UTF-8]";
    }

    private static Map<String, String> damaged() {
        if (System.getenv().values().stream().noneMatch(Arguments::isDamaged)) {
            return Map.of();
        }
        try {
            return decode(Files.readAllBytes(Path.of("/proc/self/environ")));
        } catch (IOException e) { // not on Linux
            return Map.of();
        }
    }

    /** @param environment variables, each ended by a NUL */
    static Map<String, String> decode(byte[] environment) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : new String(environment, ISO_8859_1).split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0 && variable.chars().anyMatch(c -> c > '\u007f')) {
                try {
                    variables.put(variable.substring(0, equals), Arguments.utf8(variable.substring(equals + 1)));
                } catch (CharacterCodingException e) {
                    continue; // it stays as Java reads it
                }
            }
        }
        return variables;
    }
}
