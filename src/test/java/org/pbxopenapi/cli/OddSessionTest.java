package org.pbxopenapi.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Service and commands on a server whose init_connect changes the meaning of SQL in each session. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(CommandLineTest.OwnDatabase.class)
class OddSessionTest extends CommandLineTest {

    private static final String KEY = "0c9d3f1f5a7e4b62a8d00c3e9b71f264";
    private static final String LIST = "/openapi.php/extensions?key=" + KEY;
    private static final String SESSION = "SET NAMES latin1 COLLATE latin1_german1_ci, collation_connection = ucs2_turkish_ci,"
            + " sql_mode = ''ORACLE,EMPTY_STRING_IS_NULL,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,NO_UNSIGNED_SUBTRACTION'',"
            + " autocommit = 0, sql_select_limit = 1, max_join_size = 2, sql_safe_updates = 1, sql_auto_is_null = 1,"
            + " group_concat_max_len = 4, foreign_key_checks = 0, check_constraint_checks = 0, time_zone = ''-11:00'',"
            + " default_tmp_storage_engine = MEMORY, tx_isolation = ''READ-UNCOMMITTED''";

    @Inject
    AgroalDataSource pool;

    /** The user has no administrative privilege, with which init_connect would be skipped. */
    @BeforeEach
    void setInitConnect() throws InterruptedException {
        setInitConnectTo(SESSION);
    }

    @AfterEach
    void reset() throws InterruptedException {
        setInitConnectTo("");
    }

    private void setInitConnectTo(String statement) throws InterruptedException {
        TestDatabase.sql(DATABASE, "SET GLOBAL init_connect = '" + statement + "'");
        String earlier = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = '" + OWNER + "' AND id < "
                + TestDatabase.sql(DATABASE, "SELECT CONNECTION_ID()");
        pool.flush(FlushMode.ALL);
        while (!TestDatabase.sql(DATABASE, earlier).equals("0")) {
            Thread.sleep(10);
        }
    }

    @Test
    void theListIsTheSameAsOnAnyOtherServer() {
        run("tenant", "create", "ACME", "O'Neil \"&\" \\ Söhne").assertCode(0);
        assertEquals("Extensions created: 3, changed: 0, unchanged: 0.\n", runWith("""
                tenant,number,name,tech
                acme,100,Re\\ception,PJSIP
                ACME,101,"O'Neil || ""東京"" 😀",SIP
                ACME,102,,SIP
                """, "extension", "import").assertCode(0).out());
        assertEquals("Extensions created: 0, changed: 1, unchanged: 1.\n",
                runWith("tenant,number,name,tech\nACME,100,Front,PJSIP\nACME,102,,SIP\n", "extension", "import")
                        .assertCode(0).out());
        runWith("tenant,scope,key\nacme,full," + KEY, "key", "import").assertCode(0);

        String all = "\\[.*\"number\":\"100\",\"name\":\"Front\".*\"name\":\"O'Neil \\|\\| \\\\\"東京\\\\\" 😀\".*"
                + "\"number\":\"102\",\"name\":\"\",\"tech\":\"SIP\"}]";
        for (String tenant : new String[] { "acme", "o'neil+%22%26%22+%5C+s%C3%B6hne" }) {
            String body = RawHttp.get(LIST + "&tenant=" + tenant).body();
            assertTrue(body.matches(all), body);
        }
        assertEquals(1, RawHttp.get(LIST + "&tenant=ACME&search=%7C%7C").body().split("\"id\"").length - 1);
        assertEquals(401, RawHttp.get(LIST + "&tenant=%F0%9F%98%80").status());
        assertEquals(4, run("extension", "export").assertCode(0).out().lines().count());
    }

    @Test
    void doctorChecksEverything() {
        TestDatabase.sql(DATABASE, "INSERT INTO tenant (id, code, name) VALUES (1, 'A', 'Twin'), (2, 'B', 'twin')");
        TestDatabase.sql(DATABASE, "INSERT INTO api_key (id, scope, key_hash, expires_at) VALUES"
                + " (1, 'full', UNHEX(SHA2('some-key', 256)), UTC_TIMESTAMP() + INTERVAL 6 HOUR)");
        String out = run("doctor").assertCode(1).out();
        assertTrue(out.contains("\nok       migrations: the tables are at version "), out);
        assertTrue(out.contains("may do more than the service needs: ALL PRIVILEGES on cli.*."), out);
        assertTrue(out.contains("\nwarning  tenants: tenants with the same name: 1 (id 1 and 2)."), out);
        assertTrue(out.contains("\nwarning  keys: keys that expire in the next 14 days: 1 (id 1)."), out);
    }
}
