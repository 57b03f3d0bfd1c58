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
 * Configuration source with the environment variables that an ASCII locale can't decode, such as a password with ü. Java
 * replaces each byte of such a letter with U+FFFD; this source reads the original bytes as UTF-8 from {@code /proc}.
 */
public class Utf8Variables extends EnvConfigSource {

    public Utf8Variables() {
        super(undecoded(), ORDINAL + 1);
    }

    @Override
    public String getName() {
        return NAME + "[UTF-8]";
    }

    private static Map<String, String> undecoded() {
        if (System.getenv().values().stream().noneMatch(Arguments::hasReplacement)) {
            return Map.of();
        }
        try {
            return decode(Files.readAllBytes(Path.of("/proc/self/environ")));
        } catch (IOException e) { // not Linux
            return Map.of();
        }
    }

    /** @param environment variables, each terminated by NUL */
    static Map<String, String> decode(byte[] environment) {
        Map<String, String> variables = new HashMap<>();
        for (String variable : new String(environment, ISO_8859_1).split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0 && variable.chars().anyMatch(c -> c > '\u007f')) {
                try {
                    variables.put(variable.substring(0, equals), Arguments.utf8(variable.substring(equals + 1)));
                } catch (CharacterCodingException e) {
                    continue; // not UTF-8: keep the value that Java read
                }
            }
        }
        return variables;
    }
}
