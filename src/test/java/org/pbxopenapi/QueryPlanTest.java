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
 * Query plans of requests for one tenant: the number of rows that MariaDB reads depends only on the tenant's rows. The queries
 * come from the general log of MariaDB.
 */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(AlwaysAskTest.Zero.class)
class QueryPlanTest {

    /** Extensions of each requested tenant. The table has about 300,000. */
    private static final int ROWS_OF_A_TENANT = 50;

    private static List<String> queriesOf(int status, String target) {
        return TestDatabase.queries(() -> assertEquals(status, RawHttp.get(target).status()));
    }

    /** Fails if a query reads a whole table or index, or more rows than a tenant has. */
    private static void assertFewRows(String database, String query) {
        // The log has the hash as raw bytes, which are lost when it is read as text.
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
    void aListOfOneTenantReadsFewRows(String parameters) {
        List<String> queries = queriesOf(200, "/openapi.php/extensions?" + parameters);
        // The code of a key's tenant is loaded with the key. Another tenant is queried by code, then by name.
        int ofTenant = parameters.contains("tenant=T60") ? 0 : parameters.contains("Tenant") ? 2 : 1;
        int ofTotal = parameters.contains("limit") ? 1 : 0;
        assertEquals(2 + ofTenant + ofTotal, queries.size(), queries.toString());
        queries.forEach(query -> assertFewRows("bulk", query));
    }

    @Test
    void aLaterPageReadsFewRows() {
        String link = RawHttp.get("/openapi.php/extensions?tenant=T60&key=key-60&limit=10").header("Link");
        List<String> queries = queriesOf(200, "/openapi.php/extensions" + link.substring(1, link.indexOf('>')));
        assertTrue(queries.toString().contains("id > "));
        queries.forEach(query -> assertFewRows("bulk", query));
    }

    @Test
    void rejectionsReadFewRows() {
        queriesOf(401, "/openapi.php/extensions?tenant=T60&key=wrong").forEach(query -> assertFewRows("bulk", query));
        queriesOf(404, "/openapi.php/extensions?tenant=wrong&key=global").forEach(query -> assertFewRows("bulk", query));
        queriesOf(401, "/openapi.php/extensions?tenant=T61&key=key-60").forEach(query -> assertFewRows("bulk", query));
    }

    /** Queries through views use the indexes of the PBX's tables. */
    @Test
    void aListThroughViewsReadsFewRows() {
        EmbeddedMariaDb.start().run("pbx_bulk", "pbx-bulk.sql");
        TestDatabase.createViews(EmbeddedMariaDb.start(), "pbx_bulk", "pbx_views");
        assertFewRowsThroughViews();
        TestDatabase.sql("pbx_bulk", "ALTER TABLE ex_extensions MODIFY ex_te_id VARCHAR(20) CHARACTER SET latin1");
        assertFewRowsThroughViews();
    }

    private static void assertFewRowsThroughViews() {
        for (String target : List.of("tenant=T60&key=key-60", "tenant=T60&key=key-60&limit=10")) {
            List<String> queries = queriesOf(200, "/openapi.php/extensions?" + target);
            for (String query : queries) {
                if (!query.contains("from api_key")) { // a PBX stores keys in clear text, without an index on their hashes
                    assertFewRows("pbx_views", query);
                }
            }
        }
    }
}
