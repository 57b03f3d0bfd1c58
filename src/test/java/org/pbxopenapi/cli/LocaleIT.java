package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

/** Output for machines is independent of the digits, calendar and case rules of the locale. */
class LocaleIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";

    private final int nextYear = ZonedDateTime.now(ZoneOffset.UTC).plusDays(365).getYear();

    @BeforeEach
    void database() {
        new TestDatabase().start();
    }

    /** For the JVM only: the native binary has the locale of the build. */
    private static Map<String, String> in(String locale) {
        String[] parts = (locale + "__").split("_", -1);
        Map<String, String> environment = new HashMap<>(PackagedService.on("pbx"));
        environment.put("JAVA_TOOL_OPTIONS",
                "-Duser.language=%s -Duser.country=%s -Duser.variant=%s".formatted(parts[0], parts[1], parts[2]));
        return environment;
    }

    @ParameterizedTest
    @ValueSource(strings = { "th_TH_TH", "tr_TR" })
    void aKeyIsCreatedWithTheSameTimes(String locale) throws Exception {
        PackagedService run = PackagedService.run(in(locale), "key", "create", "--global", "--expires", "365d", "--output",
                "json");
        assertEquals(0, run.exitCode(), run.output());
        assertTrue(run.output().matches("(?s).*\"expires_at\":\"" + nextYear + "-[0-9]{2}-[0-9]{2}T[0-9:.]+Z\".*"),
                run.output());
    }

    @Test
    void doctorChecksEverything() throws Exception {
        PackagedService run = PackagedService.run(in("fa_IR"), "doctor");
        assertFalse(run.output().contains("the check failed"), run.output());
        assertTrue(run.output().codePoints().noneMatch(c -> Character.isDigit(c) && c > '9'), run.output());
    }

    @Test
    void responsesAndLogsHaveAsciiDigits() throws Exception {
        try (PackagedService service = PackagedService.start(in("ar_EG"))) {
            RawHttp.Answer list = RawHttp.get(service.port, LIST);
            assertEquals(200, list.status());
            assertTrue(list.head().toString().chars().allMatch(c -> c < 128), list.head().toString());
            assertTrue(service.output().codePoints().noneMatch(c -> Character.isDigit(c) && c > '9'), service.output());
        }
    }
}
