package org.pbxopenapi;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Checks that the tests that SECURITY.md names exist. */
class SecurityPageTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+))?`");

    @Test
    void eachRiskNamesExistingTests() throws Exception {
        Map<String, Path> classes;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            classes = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(toMap(file -> file.getFileName().toString().replace(".java", ""), file -> file));
        }
        List<String> risks = Files.readString(Path.of("SECURITY.md")).lines().filter(line -> line.startsWith("| **API"))
                .toList();
        assertTrue(risks.size() == 10, "all ten");
        for (String risk : risks) {
            List<MatchResult> tests = TEST.matcher(risk).results().toList();
            assertTrue(!tests.isEmpty(), risk);
            for (MatchResult test : tests) {
                Path file = classes.get(test.group(1));
                assertNotNull(file, test.group());
                assertTrue(test.group(2) == null || Files.readString(file).contains("void " + test.group(2) + "("),
                        test.group());
            }
        }
    }
}
