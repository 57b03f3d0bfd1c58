package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.pbxopenapi.MainIT;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTestProfile;
import picocli.CommandLine.IFactory;

/** Base of the command tests. Commands run in the process of the service, for speed; MainIT runs them as processes. */
abstract class CommandLineTest {

    static final String DATABASE = "cli";
    static final String OWNER = "cli_owner";

    public static class OwnDatabase implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            EmbeddedMariaDb.start().create(DATABASE, "empty.sql");
            TestDatabase.sql(DATABASE, "CREATE OR REPLACE USER " + OWNER + " IDENTIFIED BY '" + OWNER + "'");
            TestDatabase.sql(DATABASE, "GRANT ALL ON cli.* TO " + OWNER);
            Map<String, String> settings = new HashMap<>(TestDatabase.settings(DATABASE, OWNER));
            settings.put("pbx.cache.max-age", "0"); // the service sees changes by commands at once
            return settings;
        }
    }

    /** Exit code and output of a command. */
    record Run(int code, String out, String err) {

        JsonNode json() {
            return parse(out);
        }

        /** Returns the JSON error. */
        JsonNode error() {
            return parse(err).get("error");
        }

        Run assertCode(int expected) {
            assertEquals(expected, code, out + err);
            return this;
        }

        private static JsonNode parse(String text) {
            try {
                return new ObjectMapper().readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError(text, e);
            }
        }
    }

    @Inject
    IFactory factory;

    @BeforeEach
    void emptyTables() {
        for (String table : new String[] { "extension", "api_key", "tenant" }) {
            TestDatabase.sql(DATABASE, "DELETE FROM " + table);
        }
    }

    Run run(String... args) {
        return runWith("", args);
    }

    /** Runs a command with this standard input. */
    Run runWith(String input, String... args) {
        InputStream in = System.in;
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            int code = CommandRunner.commands(factory).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                    .execute(args);
            return new Run(code, out.toString(), err.toString());
        } finally {
            System.setIn(in);
        }
    }
}
