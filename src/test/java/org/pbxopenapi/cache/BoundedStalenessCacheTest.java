package org.pbxopenapi.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;
import org.pbxopenapi.extension.ListStreamTest;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Changes in the database are visible within a second, the default maximum age. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ListStreamTest.Bulk.class)
public class BoundedStalenessCacheTest {

    private static final Duration MAX_AGE = Duration.ofSeconds(1);

    private static Answer list(String tenant, String key) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=" + key);
    }

    @Test
    void aChangedRowIsVisible() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            list("T2", "key-2");
            sql("bulk", "UPDATE extension SET name = 'Change " + i + "' WHERE tenant_id = 2 AND number = '101'");
            TestTicker.pass(MAX_AGE);
            assertTrue(list("T2", "key-2").body().contains("\"Change " + i + "\""));
        }
    }

    @Test
    void insertedAndDeletedRowsAreVisible() throws InterruptedException {
        String before = list("T3", "key-3").body();
        sql("bulk", "INSERT INTO extension (tenant_id, number, name, tech) VALUES (3, '999', 'Added', 'SIP')");
        TestTicker.pass(MAX_AGE);
        assertTrue(list("T3", "key-3").body().contains("\"Added\""));
        sql("bulk", "DELETE FROM extension WHERE tenant_id = 3 AND number = '999'");
        TestTicker.pass(MAX_AGE);
        assertEquals(before, list("T3", "key-3").body());
    }

    @Test
    void aRevokedKeyIsRejectedAndARestoredOneAccepted() throws InterruptedException {
        assertEquals(200, list("T4", "key-4").status());
        sql("bulk", "UPDATE api_key SET revoked_at = UTC_TIMESTAMP() WHERE tenant_id = 4");
        TestTicker.pass(MAX_AGE);
        assertEquals(401, list("T4", "key-4").status());
        sql("bulk", "UPDATE api_key SET revoked_at = NULL WHERE tenant_id = 4");
        TestTicker.pass(MAX_AGE);
        assertEquals(200, list("T4", "key-4").status());
    }

    @Test
    void aNewKeyIsAccepted() throws InterruptedException {
        assertEquals(401, list("T5", "new-key").status());
        sql("bulk", "INSERT INTO api_key (tenant_id, key_hash, scope) VALUES (5, UNHEX(SHA2('new-key', 256)), 'full')");
        TestTicker.pass(MAX_AGE);
        assertEquals(200, list("T5", "new-key").status());
    }

    @Test
    void aKeyThatMovesToAnotherTenantOpensOnlyThatOne() throws InterruptedException {
        assertEquals(200, list("T6", "key-6").status());
        sql("bulk", "UPDATE api_key SET tenant_id = 7 WHERE key_hash = UNHEX(SHA2('key-6', 256))");
        TestTicker.pass(MAX_AGE);
        assertEquals(401, list("T6", "key-6").status());
        assertTrue(list("T7", "key-6").body().contains("\"Sales 7.3\""));
    }

    @Test
    void aRenamedTenantHasItsNewCodeOnly() throws InterruptedException {
        assertEquals(200, list("T8", "key-8").status());
        assertEquals(404, list("RENAMED", "global").status());
        sql("bulk", "UPDATE tenant SET code = 'RENAMED' WHERE id = 8");
        TestTicker.pass(MAX_AGE);
        assertEquals(401, list("T8", "key-8").status());
        assertTrue(list("RENAMED", "global").body().contains("\"Sales 8.3\""));
    }

    @Test
    void aChangedTotalIsVisible() throws InterruptedException {
        String page = "/openapi.php/extensions?tenant=T9&key=key-9&limit=5";
        assertEquals("50", RawHttp.get(page).header("X-Total-Count"));
        String tag = RawHttp.get(page).header("ETag");
        sql("bulk", "DELETE FROM extension WHERE tenant_id = 9 AND number > '140'");
        TestTicker.pass(MAX_AGE);
        assertEquals("40", RawHttp.get(page).header("X-Total-Count"));
        assertFalse(RawHttp.get(page).header("ETag").equals(tag));
    }
}
