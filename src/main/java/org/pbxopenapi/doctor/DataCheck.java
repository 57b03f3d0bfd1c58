package org.pbxopenapi.doctor;

import static org.pbxopenapi.database.Finding.Status.PROBLEM;
import static org.pbxopenapi.database.Finding.Status.WARNING;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.pbxopenapi.database.Finding;
import org.pbxopenapi.database.Finding.Status;
import org.pbxopenapi.extension.VisibleText;

/**
 * A check of the rows of a relation.
 *
 * @param query selects the bad rows: {@code first} is an id for sorting, {@code ids} is the text that names the row
 * @param message describes the bad rows; their number and their ids follow
 */
record DataCheck(String check, Status status, String query, String message, String fix) {

    /** How many bad rows a finding names. It counts all. */
    static final int NAMED = 5;

    private static final String IDS = """
            select coalesce(id, 0) as first, coalesce(id, 'NULL') as ids from %s
            group by id having count(*) > 1 or id is null""";

    /** Optional columns that a view lacks read as NULL, as in ApiKey. */
    private static final String KEYS = """
            select id as first, id as ids from api_key natural left join
              (select null as not_before, null as expires_at, null as revoked_at, null as weak) missing
            where revoked_at is null and\s""";
    private static final String IN_TIME = "(expires_at is null or expires_at > utc_timestamp(6)) and ";

    /** Values that are neither NULL nor a time: zero dates and text. */
    private static final String INVALID_TIMES = """
            select id as first, id as ids from api_key natural left join
              (select null as not_before, null as expires_at, null as revoked_at) missing
            where (not_before is not null and timestampdiff(second, utc_timestamp(), not_before) is null)
              or (expires_at is not null and timestampdiff(second, utc_timestamp(), expires_at) is null)
              or (revoked_at is not null and timestampdiff(second, utc_timestamp(), revoked_at) is null)""";

    /** Of keys with the same hash, the service uses the one with the lowest id. */
    private static final String SAME_HASH = """
            select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as ids from api_key
              natural left join (select null as revoked_at) missing
            where revoked_at is null and scope in ('full', 'read_only')
            group by key_hash having count(*) > 1 and count(distinct coalesce(tenant_id, 'global'), scope)\s""";

    private static final String UNIQUE_ID = "give each a unique id.";
    private static final String NEW_KEY = "create another key for its clients, and revoke this one.";

    /** Names are compared by the collation of the codes, because the two columns may differ. */
    private static final String NAME_IS_OTHER_CODE = """
            select min(id) as first, group_concat(distinct id order by id separator ' and ' limit 3) as ids from
              (select id, code as code_or_name, 1 as is_code from tenant where code <> '' union all
               select id, convert(name using %s) collate %s, 0 from tenant where name <> '') names
            group by code_or_name having min(is_code) = 0 and max(is_code) = 1 and count(distinct id) > 1""";

    /** @param collation the collation of the codes, whose prefix is its character set; null: there is no code */
    static List<DataCheck> ofTenants(String collation) {
        String same = """
                select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as ids
                from tenant where %1$s <> '' group by %1$s having count(*) > 1""";
        List<DataCheck> checks = new ArrayList<>(List.of(
                new DataCheck("tenants", PROBLEM, IDS.formatted("tenant"), "tenants without a unique id", UNIQUE_ID),
                new DataCheck("tenants", WARNING, invisible("tenant", "code"),
                        "tenants with leading or trailing blanks or invisible characters in code or name",
                        "rename them: clients can't send characters that nobody sees."),
                MisreadNames.of("tenant"),
                new DataCheck("tenants", PROBLEM, same.formatted("code"), "tenants with the same code",
                        "give each a unique code: requests find only the first."),
                new DataCheck("tenants", WARNING, same.formatted("name"), "tenants with the same name",
                        "rename one, or have clients send codes: with a global key, the name selects the first.")));
        if (collation != null) {
            checks.add(new DataCheck("tenants", WARNING,
                    NAME_IS_OTHER_CODE.formatted(collation.replaceFirst("_.*", ""), collation),
                    "tenants with a name that is another tenant's code",
                    "rename one: requests get the tenant with the code."));
        }
        return checks;
    }

    /** @param days the check warns of keys that expire in this time */
    static List<DataCheck> ofKeys(int days) {
        return List.of(
                key(PROBLEM, IDS.formatted("api_key"), "keys without a unique id", UNIQUE_ID),
                key(PROBLEM, KEYS + "coalesce(length(key_hash), 0) <> 32", "keys whose hash is not 32 bytes long",
                        "no client can use them: set key_hash to UNHEX(SHA2(…, 256)), or delete them."),
                key(PROBLEM, SAME_HASH + "> 1", "the same key for different tenants or scopes",
                        "create a separate key for each: only the first has an effect."),
                key(WARNING, SAME_HASH + "= 1", "the same key more than once",
                        "revoke all but the first: the others have no effect."),
                key(WARNING, KEYS + "(scope is null or scope not in ('full', 'read_only'))", "keys with an unknown scope",
                        "no client can use them: set scope to full or read_only, or revoke them."),
                key(WARNING, KEYS
                        + "tenant_id is not null and not exists (select 1 from tenant where tenant.id = api_key.tenant_id)",
                        "keys of a tenant that does not exist", "revoke them."),
                key(PROBLEM, KEYS + IN_TIME + "key_hash in (" + CommonSecrets.keyHashes() + ")",
                        "keys known from defaults or examples", NEW_KEY),
                key(PROBLEM, KEYS + IN_TIME + """
                        exists (select 1 from (select id as owner, convert(code using utf8mb4) as code,
                            convert(name using utf8mb4) as name from tenant) owners
                          where owner = tenant_id and key_hash in (unhex(sha2(code, 256)), unhex(sha2(lower(code), 256)),
                            unhex(sha2(name, 256)), unhex(sha2(lower(name), 256))))""",
                        "keys that are the code or the name of their tenant", NEW_KEY),
                key(WARNING, KEYS + IN_TIME + "weak", "keys that were weak when they were imported", NEW_KEY),
                key(WARNING, INVALID_TIMES, "keys with an invalid time",
                        "set a date and time, or NULL: a key with an invalid expiry counts as expired."),
                key(WARNING, KEYS + "expires_at <= utc_timestamp(6)", "keys that have expired",
                        "revoke or delete them when no client uses them any more."),
                key(WARNING, KEYS + "expires_at > utc_timestamp(6) and expires_at <= utc_timestamp(6) + interval %s day"
                        .formatted(days), "keys that expire in the next " + days + " days",
                        "replace them in time."));
    }

    private static DataCheck key(Status status, String query, String message, String fix) {
        return new DataCheck("keys", status, query, message, fix);
    }

    static List<DataCheck> ofExtensions() {
        return List.of(
                new DataCheck("extensions", PROBLEM, IDS.formatted("extension"), "extensions without a unique id",
                        "give each a unique id: paging depends on it."),
                new DataCheck("extensions", WARNING,
                        """
                                select coalesce(referenced.tenant_id, 0) as first, coalesce(convert(referenced.tenant_id using utf8mb4), 'NULL') as ids
                                from (select distinct tenant_id from extension) referenced left join tenant on tenant.id = referenced.tenant_id
                                where tenant.id is null""",
                        "tenants that do not exist but have extensions",
                        "create them, or delete the extensions: only global keys list them, without a tenant parameter."),
                new DataCheck("extensions", WARNING, """
                        select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as ids
                        from extension where number <> '' group by tenant_id, number having count(*) > 1""",
                        "extensions with the same number in the same tenant", "give each a unique number."),
                MisreadNames.of("extension"),
                new DataCheck("extensions", WARNING, invisible("extension", "number", "tech"),
                        "extensions with leading or trailing blanks or invisible characters",
                        "correct their numbers, names or technologies: they look equal to others, but are not."),
                new DataCheck("extensions", WARNING,
                        "select id as first, id as ids from extension where convert(number using utf8mb4) regexp '^(?:%s)$'"
                                .formatted(VisibleText.SPREADSHEET_NUMBER),
                        "extensions with a number that a spreadsheet has rounded, such as 4.93E+11",
                        "set the original numbers: their last digits are lost."));
    }

    /** Selects rows with text that import rejects, in the name or in these columns. */
    private static String invisible(String relation, String... identifiers) {
        String wrong = Arrays.stream(identifiers)
                .map(column -> "convert(" + column + " using utf8mb4) regexp '" + VisibleText.INVALID_IDENTIFIER + "'")
                .collect(
                        Collectors.joining(" or ", "",
                                " or convert(name using utf8mb4) regexp '" + VisibleText.INVALID_NAME + "'"));
        return "select coalesce(id, 0) as first, coalesce(id, 'NULL') as ids from " + relation + " where "
                + wrong.replace("\\", "\\\\");
    }

    /** The finding; empty: there are no bad rows. */
    Optional<Finding> run(SqlQueries sql) throws SQLException {
        String found = sql.one("select concat(count(*), ' (id ', group_concat(coalesce(ids, 'NULL')"
                + " order by first separator ', ' limit %s),".formatted(NAMED)
                + " if(count(*) > %s, ', …', ''), ')') from (%s) found having count(*) > 0".formatted(NAMED, query));
        return Optional.ofNullable(found).map(rows -> new Finding(check, status, message + ": " + rows + ".", fix));
    }
}
