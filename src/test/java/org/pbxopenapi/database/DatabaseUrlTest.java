package org.pbxopenapi.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.database.DatabaseUrl.InvalidUrlException;

class DatabaseUrlTest {

    private static final String SECRET = "S3cret";

    @ParameterizedTest
    @ValueSource(strings = { "jdbc:mariadb://db/pbx", "jdbc:mariadb://db", "jdbc:mariadb://db:3306/",
            "jdbc:mariadb://[::1]:3306/pbx",
            "jdbc:mariadb://[fe80::1%eth0]/pbx", "jdbc:mariadb:sequential://replica,primary/pbx",
            "jdbc:mariadb:loadbalance://node-1:3307,node-2,node-3/pbx",
            "jdbc:mariadb:replication://db_1.example.com,10.0.0.7/a-b",
            "jdbc:mariadb://address=(host=db)(port=3307)(type=primary),address=(host=::1)/pbx",
            "jdbc:mariadb://db/Größe $1.x" })
    void anAddressThatTheDriverAcceptsIsKept(String url) {
        assertEquals(new DatabaseUrl(url, Map.of()), DatabaseUrl.parse(url));
        assertEquals(url, DatabaseUrl.parse(" " + url + "\n").address());
    }

    @Test
    void optionsAreSplitOffAndNotDecoded() {
        DatabaseUrl url = DatabaseUrl.parse(
                "jdbc:mysql://db/pbx?permitMysqlScheme&user=me@tenant&password=a;b?c#%41=$${x}&sslMode=verify-full\n");
        assertEquals("jdbc:mariadb://db/pbx", url.address());
        assertEquals(Map.of("permitMysqlScheme", "", "user", "me@tenant", "password", "a;b?c#%41=$${x}", "sslMode",
                "verify-full"), url.options());
    }

    @ParameterizedTest
    @ValueSource(strings = { "mysql://pbx:S3cret@db/pbx", "mariadb://pbx:S3cret@db/pbx", "jdbc:otherdb://pbx:S3cret@db/pbx",
            "jdbc:postgresql://db/pbx?user=pbx&password=S3cret", "jdbc:mysql://db/pbx?password=S3cret",
            "jdbc:mariadb://pbx:S3cret@db:3306/pbx", "jdbc:mariadb://pbx:S3#cret@db/pbx", "jdbc:mariadb://pbx:S3?cret@db/pbx",
            "jdbc:mariadb://pbx:S3/cret@db/pbx", "jdbc:mariadb://pbx:S3%cret@db/pbx", "jdbc:mariadb://pbx/S3cret@db/pbx",
            "jdbc:mariadb:sequential://pbx:S3cret@a,b/pbx", "jdbc:mariadb:loadbalance://a,pbx:S3cret@b/pbx",
            "jdbc:mariadb:S3cret://db/pbx", "jdbc:mariadb://db:S3cret/pbx", "jdbc:mariadb://db:99999/S3cret",
            "jdbc:mariadb://db:0/S3cret", "jdbc:mariadb://::1/S3cret", "jdbc:mariadb://[::1/S3cret", "jdbc:mariadb:db/S3cret",
            "jdbc:mariadb:///S3cret", "jdbc:mariadb://address=(host=db)(user=pbx)(password=S3cret)/pbx",
            "jdbc:mariadb://db/pbx;user=pbx;password=S3cret", "jdbc:mariadb://db/pbx#password=S3cret",
            "jdbc:mariadb://db/pbx&password=S3cret", "jdbc:mariadb://db/pbx password=S3cret",
            "jdbc:mariadb://db/pbx?user=pbx;password=S3cret", "jdbc:mariadb://db/pbx?user=pbx?password=S3cret",
            "jdbc:mariadb://db/pbx?user=pbx:S3cret", "jdbc:mariadb://db/pbx?user=pbx password=S3cret",
            "jdbc:mariadb://db/pbx?pbx:S3cret", "jdbc:mariadb://db/pbx?password=a&S3cret!",
            "jdbc:mariadb://db/pbx?sslMode=S3cret",
            "jdbc:mariadb://db/pbx?connectTimeout=5000;password=S3cret", "jdbc:mariadb://db/pbx?connectTimeout=S3cret",
            "jdbc:mariadb://db/pbx?serverSslCert=/ca.pem;password=S3cret", "\"jdbc:mariadb://db/S3cret\"",
            "'jdbc:mariadb://db/S3cret'", "jdbc:mariadb://db/pbx\npassword=S3cret", "JDBC:MARIADB://db/S3cret", "S3cret" })
    void anInvalidUrlIsRejectedWithoutQuotingIt(String url) {
        InvalidUrlException rejected = assertThrows(InvalidUrlException.class, () -> DatabaseUrl.parse(url));
        assertTrue(rejected.getMessage().startsWith("The database URL can't be read: "), rejected.getMessage());
        assertFalse(rejected.getMessage().contains("cret"), rejected.getMessage());
        assertEquals(null, rejected.getCause());
    }

    @ParameterizedTest
    @ValueSource(strings = { "jdbc:mariadb://db/pbx?localSocket=/run/S3cret", "jdbc:mariadb:///pbx?localSocket=/run/S3cret",
            "jdbc:mariadb://db/pbx?LOCALSOCKET=/run/S3cret", "jdbc:mariadb://db/pbx?pipe=S3cret",
            "jdbc:mariadb://address=(localSocket=/run/S3cret)/pbx" })
    void aLocalSocketIsRejectedWithoutQuotingIt(String url) {
        InvalidUrlException rejected = assertThrows(InvalidUrlException.class, () -> DatabaseUrl.parse(url));
        assertTrue(rejected.getMessage().startsWith("The database URL asks for a local socket"), rejected.getMessage());
        assertFalse(rejected.getMessage().contains(SECRET), rejected.getMessage());
    }
}
