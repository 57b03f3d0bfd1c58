package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.dev.EmbeddedMariaDb;

/** docs/existing-pbx.sql creates the same views whatever the settings of the administrator's session. */
class ExistingPbxSqlTest {

    private static final String PBX = "latin_pbx";
    private static final String VIEWS = "latin_views";
    private static final String SESSION = "SELECT CONCAT_WS(' ', @@sql_mode, @@character_set_client, @@character_set_results,"
            + " @@collation_connection, @@sql_big_selects)";

    private static List<String> expected;

    @BeforeAll
    static void createLatinPbx() throws SQLException, IOException {
        EmbeddedMariaDb.start().run(PBX, "latin-pbx.sql");
        expected = viewsOf("DO 0");
    }

    /** Returns the rows and the stored definitions of the views. */
    private static List<String> viewsOf(String session) throws SQLException, IOException {
        EmbeddedMariaDb server = EmbeddedMariaDb.start();
        try (Connection connection = DriverManager.getConnection(server.url(PBX) + "?allowMultiQueries=true",
                EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN); Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + VIEWS);
            statement.execute(session);
            String before = text(statement, SESSION).get(0);
            statement.execute(
                    "SET @pbx = '%s', @views = '%s', @user = '%2$s', @password = CONCAT('p', CHAR(0xE4 USING latin1), 'ssword'), @global_te_id = -1;"
                            .formatted(PBX, VIEWS) + Files.readString(Path.of("docs", "existing-pbx.sql")));
            assertEquals(before, text(statement, SESSION).get(0));
        }
        try (Connection connection = DriverManager.getConnection(server.url(VIEWS), VIEWS, "pässword");
                Statement statement = connection.createStatement()) {
            List<String> views = new ArrayList<>();
            for (String view : List.of("tenant", "extension", "api_key")) {
                views.addAll(text(statement, "SELECT * FROM " + view));
                views.add(TestDatabase.sql(VIEWS, "SELECT CONCAT_WS(' ', view_definition, character_set_client,"
                        + " collation_connection) FROM information_schema.views WHERE table_schema = '" + VIEWS
                        + "' AND table_name = '" + view + "'"));
            }
            return views;
        }
    }

    private static List<String> text(Statement statement, String query) throws SQLException {
        List<String> text = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                text.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
        }
        return text;
    }

    @ParameterizedTest
    @ValueSource(strings = { "SET NAMES utf8mb3 COLLATE utf8mb3_unicode_ci", "SET NAMES latin1 COLLATE latin1_german2_ci",
            "SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SET NAMES utf8mb4 COLLATE utf8mb4_turkish_ci",
            "SET NAMES utf8mb4 COLLATE utf8mb4_uca1400_ai_ci", "SET NAMES koi8r, collation_connection = ucs2_unicode_ci",
            "SET sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'", "SET sql_mode = 'ORACLE,EMPTY_STRING_IS_NULL,ONLY_FULL_GROUP_BY'",
            "SET sql_mode = 'MSSQL,TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH,NO_UNSIGNED_SUBTRACTION'",
            "SET autocommit = 0, sql_safe_updates = 1, sql_select_limit = 1, max_join_size = 1, sql_auto_is_null = 1" })
    void sessionSettingsDoNotChangeTheViews(String session) throws SQLException, IOException {
        assertEquals(expected, viewsOf(session));
    }

    @Test
    void theDocumentedViewReadsUtf8InLatin1Columns() throws IOException, SQLException {
        viewsOf("DO 0");
        TestDatabase.sql(PBX, "INSERT INTO ex_extensions VALUES (3, 1, '300', CAST('Müller' AS BINARY), 'SIP')");
        String name = "SELECT name FROM extension WHERE id = 3";
        assertEquals("MÃ¼ller", TestDatabase.sql(VIEWS, name));
        Matcher view = Pattern.compile("CREATE OR REPLACE DEFINER[^;]*")
                .matcher(Files.readString(Path.of("docs", "existing-pbx.md")));
        assertTrue(view.find());
        TestDatabase.sql(VIEWS, view.group().replace("pbx_openapi.", VIEWS + ".").replace("asterisk.", PBX + "."));
        assertEquals("Müller", TestDatabase.sql(VIEWS, name));
        TestDatabase.sql(PBX, "DELETE FROM ex_extensions WHERE ex_id = 3");
    }
}
