package org.pbxopenapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.cache.AlwaysAskTest;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * What a request of one tenant costs in the database: as much as the tenant has rows, however many other tenants, keys and
 * extensions there are. The queries are those that the database was really sent.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(AlwaysAskTest.Zero.class)
class QueryPlanTest {

    /** Each of the tenants that are asked for has so many extensions, in tables of some 300,000. */
    private static final int ROWS_OF_A_TENANT = 50;

    private static List<String> queriesOf(int status, String target) {
        return TestDatabase.queries(() -> assertEquals(status, RawHttp.get(target).status()));
    }

    /** Fails if a query would read a whole table or index, or more rows than a tenant has. */
    private static void assertFewRows(String database, String query) {
        // The hash was sent as raw bytes, which do not survive being read as text.
        String explain = "EXPLAIN "
                + query.replaceAll("(?s)key_hash in .*", "key_hash in (UNHEX(SHA2('key-60', 256)))");
        try (Connection connection = DriverManager.getConnection(EmbeddedMariaDb.start().url(database), EmbeddedMariaDb.ADMIN,
                EmbeddedMariaDb.ADMIN); ResultSet plan = connection.createStatement().executeQuery(explain)) {
            while (plan.next()) {
                String step = explain + ": " + plan.getString("type") + " " + plan.getString("key") + " "
                        + plan.getLong("rows");
                assertFalse(List.of("ALL", "index").contains(String.valueOf(plan.getString("type"))), step);
                assertTrue(plan.getLong("rows") <= ROWS_OF_A_TENANT, step);
            }
        } catch (SQLException e) {
            throw new AssertionError(explain, e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "tenant=T60&key=key-60", "tenant=Tenant+60&key=key-60", "tenant=t60&key=global",
            "tenant=T60&key=key-60&limit=10", "tenant=T60&key=key-60&number=120", "tenant=T60&key=key-60&tech=SIP&limit=5",
            "tenant=T60&key=key-60&search=sales&limit=5" })
    void aListOfOneTenant(String parameters) {
        List<String> queries = queriesOf(200, "/openapi.php/extensions?" + parameters);
        // The code of a key's tenant comes with the key; another one is looked for as a code, and then as a name.
        int ofTenant = parameters.contains("tenant=T60") ? 0 : parameters.contains("Tenant") ? 2 : 1;
        int ofTotal = parameters.contains("limit") ? 1 : 0;
        assertEquals(2 + ofTenant + ofTotal, queries.size(), queries.toString());
        queries.forEach(query -> assertFewRows("bulk", query));
    }

    @Test
    void aPageInTheMiddle() {
        String link = RawHttp.get("/openapi.php/extensions?tenant=T60&key=key-60&limit=10").header("Link");
        List<String> queries = queriesOf(200, "/openapi.php/extensions" + link.substring(1, link.indexOf('>')));
        assertTrue(queries.toString().contains("id > "));
        queries.forEach(query -> assertFewRows("bulk", query));
    }

    @Test
    void refusals() {
        queriesOf(401, "/openapi.php/extensions?tenant=T60&key=wrong").forEach(query -> assertFewRows("bulk", query));
        queriesOf(404, "/openapi.php/extensions?tenant=wrong&key=global").forEach(query -> assertFewRows("bulk", query));
        queriesOf(401, "/openapi.php/extensions?tenant=T61&key=key-60").forEach(query -> assertFewRows("bulk", query));
    }

    /** Views leave the tables' own indexes to use, as far as there are any. */
    @Test
    void aListOfOneTenantOfAPbxBehindViews() {
        EmbeddedMariaDb.start().run("pbx_bulk", "pbx-bulk.sql");
        TestDatabase.layViews(EmbeddedMariaDb.start(), "pbx_bulk", "pbx_views");
        assertFewRowsOfATenantOfAPbx();
        TestDatabase.sql("pbx_bulk", "ALTER TABLE ex_extensions MODIFY ex_te_id VARCHAR(20) CHARACTER SET latin1");
        assertFewRowsOfATenantOfAPbx();
    }

    private static void assertFewRowsOfATenantOfAPbx() {
        for (String target : List.of("tenant=T60&key=key-60", "tenant=T60&key=key-60&limit=10")) {
            List<String> queries = queriesOf(200, "/openapi.php/extensions?" + target);
            for (String query : queries) {
                if (!query.contains("from api_key")) { // the PBX has its keys in clear, and so no index on their hash
                    assertFewRows("pbx_views", query);
                }
            }
        }
    }
}
