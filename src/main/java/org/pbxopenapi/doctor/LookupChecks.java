package org.pbxopenapi.doctor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.pbxopenapi.apikey.ApiKeyQueries;
import org.pbxopenapi.database.Finding;

/** Checks that the queries of requests use an index. */
final class LookupChecks {

    /** A query with an index takes a small fraction of this. */
    private static final long SLOW_MILLIS = 20;

    private LookupChecks() {
    }

    static List<Finding> all(SqlQueries sql) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (Long.parseLong(sql.one(ApiKeyQueries.HASH_INDEXES)) > 0) {
            findings.add(Finding.ok("lookups", "api_key has an index on key_hash."));
        } else {
            long millis = millis(sql, "select count(key_hash) from api_key where scope in ('full', 'read_only')");
            findings.add(Finding.ok("lookups",
                    """
                            api_key has no index on key_hash: the service reads the ids and hashes of all %s keys, and then finds each key by its id. \
                            The query took %d ms. It runs once a minute and, if requests have unknown keys, once per PBX_CACHE_MAX_AGE. \
                            With an index, it does not run."""
                            .formatted(sql.one("select count(*) from api_key"), millis)));
        }
        String tenant = String.valueOf(sql.one("select cast(max(id) as signed) from tenant"));
        slow(sql, "listing the extensions of a tenant", "extension.tenant_id",
                "select count(number) from extension where tenant_id = '" + tenant + "'", findings);
        slow(sql, "finding a tenant by its code", "tenant.code",
                """
                        select count(name) from tenant where code = (select code from tenant where id = (select max(id) from tenant) limit 1)""",
                findings);
        return findings;
    }

    private static void slow(SqlQueries sql, String what, String column, String query, List<Finding> findings)
            throws SQLException {
        long millis = millis(sql, query);
        if (millis > SLOW_MILLIS) {
            findings.add(Finding.warning("lookups", "%s takes %d ms per query.".formatted(what, millis),
                    "create an index on %s, or on the column behind it in a view.".formatted(column)));
        }
    }

    /** The duration of a query with warm caches. */
    private static long millis(SqlQueries sql, String query) throws SQLException {
        sql.one(query);
        long start = System.nanoTime();
        sql.one(query);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
