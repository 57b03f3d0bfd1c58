package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The reference over the tables of a PBX, through the views and the user that docs/existing-pbx.sql creates. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
public class ExistingPbxTest extends ReferenceTest {

    private static final String USER = "pbx_openapi";
    private static final String LIST = "/openapi.php/extensions?tenant=GLOBEX&key=globex-full-valid";

    public static class Pbx implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.settings("pbx_openapi", USER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "of-nobody", "of-a-tenant-that-is-gone", "no-key", "no-key-either" })
    void rowsThatAreNoKeyOfAnExistingTenantAreRejected(String value) {
        for (String tenant : List.of("", "tenant=ACME&", "tenant=4711&")) {
            assertEquals(401, RawHttp.get("/openapi.php/extensions?" + tenant + "key=" + value).status());
        }
    }

    @Test
    void aChangeInThePbxIsVisibleAfterMaxAge() throws Exception {
        String before = RawHttp.get(LIST).body();
        TestDatabase.sql("asterisk", "UPDATE ex_extensions SET ex_name = 'GLOBEX Front desk' WHERE ex_te_id = 2");
        TestDatabase.sql("asterisk", "UPDATE se_settings SET se_value = 'globex-new' WHERE se_value = 'globex-full-valid'");
        try {
            TestTicker.pass(Duration.ofSeconds(1)); // pbx.cache.max-age
            assertEquals(401, RawHttp.get(LIST).status());
            assertEquals(before.replace("Reception", "Front desk"), RawHttp.get(LIST.replace("full-valid", "new")).body());
        } finally {
            TestDatabase.sql("asterisk", "UPDATE ex_extensions SET ex_name = 'GLOBEX Reception' WHERE ex_te_id = 2");
            TestDatabase.sql("asterisk", "UPDATE se_settings SET se_value = 'globex-full-valid' WHERE se_value = 'globex-new'");
            TestTicker.pass(Duration.ofSeconds(1));
        }
    }

    /** A PBX stores its keys in clear text, so the hashes of its keys have no index. */
    @Test
    void knownKeysAreQueriedByIdAndUnknownKeysInOneQuery() throws InterruptedException {
        assertEquals(200, RawHttp.get(LIST).status());
        TestTicker.pass(Duration.ofSeconds(1));
        List<String> queries = TestDatabase.queries(() -> assertEquals(200, RawHttp.get(LIST).status()));
        List<String> ofKeys = queries.stream().filter(query -> query.contains("from api_key")).toList();
        assertEquals(1, ofKeys.size(), queries.toString());
        assertTrue(ofKeys.get(0).contains(" api_key.id in ("), ofKeys.get(0));
        List<String> ofUnknownKeys = TestDatabase.queries(() -> {
            for (int i = 0; i < 50; i++) {
                assertEquals(401, RawHttp.get(LIST.replace("globex-full-valid", "guess-" + i)).status());
            }
        });
        assertTrue(ofUnknownKeys.size() < 10, "all keys are read once per second, not once per unknown key: " + ofUnknownKeys);
    }

    @Test
    void itsUserHasOnlySelectOnTheThreeViews() throws SQLException {
        try (Connection connection = DriverManager.getConnection(EmbeddedMariaDb.start().url("pbx_openapi"), USER, USER)) {
            TreeSet<String> grants = new TreeSet<>();
            for (ResultSet rows = connection.createStatement().executeQuery("SHOW GRANTS"); rows.next();) {
                if (!rows.getString(1).endsWith(" TO PUBLIC")) { // a new server grants privileges on its database test to PUBLIC
                    grants.add(rows.getString(1).replaceAll(" (TO|IDENTIFIED) .*", ""));
                }
            }
            assertEquals(new TreeSet<>(List.of("GRANT USAGE ON *.*", "GRANT SELECT ON `pbx_openapi`.`api_key`",
                    "GRANT SELECT ON `pbx_openapi`.`extension`", "GRANT SELECT ON `pbx_openapi`.`tenant`")),
                    grants);
            for (String denied : List.of("SELECT te_id FROM asterisk.te_tenants",
                    "SELECT ex_webpassword FROM asterisk.ex_extensions",
                    "SELECT se_value FROM asterisk.se_settings", "UPDATE extension SET name = 'x'", "DELETE FROM api_key",
                    "SHOW CREATE VIEW api_key", "CREATE TABLE x (id INT)")) {
                SQLException failure = assertThrows(SQLException.class, () -> connection.createStatement().execute(denied),
                        denied);
                assertEquals("42000", failure.getSQLState(), denied + ": " + failure.getMessage());
            }
        }
    }

    @Test
    void theDefinerHasOnlyTheColumnsOfTheViewsAndCannotLogIn() throws SQLException {
        assertEquals("ex_id,ex_name,ex_number,ex_te_id,ex_tech,se_code,se_id,se_te_id,se_value,te_code,te_id,te_name",
                TestDatabase.sql("mysql", "SELECT GROUP_CONCAT(column_name ORDER BY column_name) FROM columns_priv"
                        + " WHERE user = 'pbx_openapi_views' AND db = 'asterisk'"));
        assertEquals("0", TestDatabase.sql("mysql", "SELECT COUNT(*) FROM tables_priv WHERE user = 'pbx_openapi_views'"
                + " AND table_priv <> ''"));
        assertThrows(SQLException.class, () -> DriverManager
                .getConnection(EmbeddedMariaDb.start().url("asterisk"), "pbx_openapi_views", "").close());
    }
}
