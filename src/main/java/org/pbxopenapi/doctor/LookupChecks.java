package org.pbxopenapi.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.pbxopenapi.apikey.ApiKeyQueries;
import org.pbxopenapi.database.Finding;

/** How the database finds what a request asks for, and what an index would change. */
final class LookupChecks {

    /** How long a lookup may take, in milliseconds, that an index serves: hundreds of times what it takes. */
    private static final long LONG = 20;

    private LookupChecks() {
    }

    static List<Finding> all(SqlQueries ask) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (Long.parseLong(ask.one(ApiKeyQueries.HASH_INDEXES)) > 0) {
            findings.add(Finding.ok("lookups", "the database finds keys by their hashes."));
        } else {
            long time = time(ask, "select count(key_hash) from api_key where scope in ('full', 'read_only')");
            findings.add(Finding.ok("lookups",
                    """
                            keys have no index of their hashes: the service reads the ids and hashes of all keys, %s, and finds each by its id. \
                            That took %d ms now; it is read once a minute, and while unknown keys come once per PBX_CACHE_MAX_AGE. \
                            With an index of key_hash it is never read."""
                            .formatted(ask.one("select count(*) from api_key"), time)));
        }
        String tenant = String.valueOf(ask.one("select cast(max(id) as signed) from tenant"));
        slow(ask, "the list of a tenant", "extension.tenant_id",
                "select count(number) from extension where tenant_id = '" + tenant + "'", findings);
        slow(ask, "a tenant by its code", "tenant.code",
                """
                        select count(name) from tenant where code = (select code from tenant where id = (select max(id) from tenant) limit 1)""",
                findings);
        return findings;
    }

    private static void slow(SqlQueries ask, String what, String column, String query, List<Finding> findings)
            throws SQLException {
        long time = time(ask, query);
        if (time > LONG) {
            findings.add(Finding.warning("lookups", "%s takes %d ms, each time that it is read.".formatted(what, time),
                    "see that %s, or the column behind it, has an index.".formatted(column)));
        }
    }

    /** In milliseconds, once what is cold has been read. */
    private static long time(SqlQueries ask, String query) throws SQLException {
        ask.one(query);
        long start = System.nanoTime();
        ask.one(query);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
