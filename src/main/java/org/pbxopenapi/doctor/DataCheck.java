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
 * What no row should be like.
 *
 * @param query finds those that are: {@code first} is an id to order them by, {@code what} names them
 */
record DataCheck(String check, Status status, String query, String message, String mend) {

    /** As many are named; they are all counted. */
    static final int NAMED = 5;

    private static final String IDS = """
            select coalesce(id, 0) as first, coalesce(id, 'NULL') as what from %s
            group by id having count(*) > 1 or id is null""";

    /** The columns that a view may leave out read as NULL: see ApiKey. */
    private static final String KEYS = """
            select id as first, id as what from api_key natural left join
              (select null as not_before, null as expires_at, null as revoked_at, null as weak) missing
            where revoked_at is null and\s""";
    private static final String IN_TIME = "(expires_at is null or expires_at > utc_timestamp(6)) and ";

    /** What is not NULL, and yet no time: a zero date, or a text. */
    private static final String TIMES = """
            select id as first, id as what from api_key natural left join
              (select null as not_before, null as expires_at, null as revoked_at) missing
            where (not_before is not null and timestampdiff(second, utc_timestamp(), not_before) is null)
              or (expires_at is not null and timestampdiff(second, utc_timestamp(), expires_at) is null)
              or (revoked_at is not null and timestampdiff(second, utc_timestamp(), revoked_at) is null)""";

    /** Of keys with the same hash, the one with the lowest id counts. */
    private static final String SAME_HASH = """
            select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as what from api_key
              natural left join (select null as revoked_at) missing
            where revoked_at is null and scope in ('full', 'read_only')
            group by key_hash having count(*) > 1 and count(distinct coalesce(tenant_id, 'global'), scope)\s""";

    private static final String NEW_KEY = "give its users a new key, and revoke this one.";

    /** Equality is the column's own; code and name may differ in theirs, and a code counts first. */
    private static final String CALLED_THE_SAME = """
            select min(id) as first, group_concat(distinct id order by id separator ' and ' limit 3) as what from
              (select id, code as called, 1 as is_code from tenant where code <> '' union all
               select id, convert(name using %s) collate %s, 0 from tenant where name <> '') names
            group by called having min(is_code) = 0 and max(is_code) = 1 and count(distinct id) > 1""";

    /** @param collation that of the codes, whose name begins with the character set's; null: there is no code */
    static List<DataCheck> ofTenants(String collation) {
        String same = """
                select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as what
                from tenant where %1$s <> '' group by %1$s having count(*) > 1""";
        List<DataCheck> checks = new ArrayList<>(List.of(
                new DataCheck("tenants", PROBLEM, IDS.formatted("tenant"), "tenants without an id of their own",
                        "give each an id that no other one has."),
                new DataCheck("tenants", WARNING, unseen("tenant", "code"),
                        "tenants with a code or a name that has outer blanks or characters that nobody can see",
                        "rename them: clients can't give what nobody sees."),
                MisreadNames.of("tenant"),
                new DataCheck("tenants", PROBLEM, same.formatted("code"), "tenants with the same code",
                        "give each a code of its own: only the first is found by it."),
                new DataCheck("tenants", WARNING, same.formatted("name"), "tenants with the same name",
                        "rename one, or see that clients give codes: to a global key the name means the first.")));
        if (collation != null) {
            checks.add(new DataCheck("tenants", WARNING,
                    CALLED_THE_SAME.formatted(collation.replaceFirst("_.*", ""), collation),
                    "tenants with a name that is another one's code",
                    "rename one: who gives it means the tenant with the code."));
        }
        return checks;
    }

    /** @param days how far ahead to look for keys that expire */
    static List<DataCheck> ofKeys(int days) {
        return List.of(
                key(PROBLEM, IDS.formatted("api_key"), "keys without an id of their own",
                        "give each an id that no other one has."),
                key(PROBLEM, KEYS + "coalesce(length(key_hash), 0) <> 32", "keys whose hash is not 32 bytes long",
                        "no client can use them: make key_hash by UNHEX(SHA2(…, 256)), or delete them."),
                key(PROBLEM, SAME_HASH + "> 1", "the same key for different tenants or scopes",
                        "give each a key of its own: only the first counts."),
                key(WARNING, SAME_HASH + "= 1", "the same key more than once",
                        "revoke all but the first: they have no effect."),
                key(WARNING, KEYS + "(scope is null or scope not in ('full', 'read_only'))", "keys of an unknown scope",
                        "no client can use them: make it full or read_only, or revoke them."),
                key(WARNING, KEYS
                        + "tenant_id is not null and not exists (select 1 from tenant where tenant.id = api_key.tenant_id)",
                        "keys of a tenant that does not exist", "revoke them."),
                key(PROBLEM, KEYS + IN_TIME + "key_hash in (" + CommonSecrets.hashesOfKeys() + ")", "keys that everybody knows",
                        NEW_KEY),
                key(PROBLEM, KEYS + IN_TIME + """
                        exists (select 1 from (select id as owner, convert(code using utf8mb4) as code,
                            convert(name using utf8mb4) as name from tenant) owners
                          where owner = tenant_id and key_hash in (unhex(sha2(code, 256)), unhex(sha2(lower(code), 256)),
                            unhex(sha2(name, 256)), unhex(sha2(lower(name), 256))))""",
                        "keys that are the code or the name of their tenant", NEW_KEY),
                key(WARNING, KEYS + IN_TIME + "weak", "keys that were weak when they came in", NEW_KEY),
                key(WARNING, TIMES, "keys with a time that can't be read",
                        "give them a date and a time, or NULL: an expiry that can't be read counts as over."),
                key(WARNING, KEYS + "expires_at <= utc_timestamp(6)", "keys that have expired",
                        "revoke or delete them, if nobody asks for them any more."),
                key(WARNING, KEYS + "expires_at > utc_timestamp(6) and expires_at <= utc_timestamp(6) + interval %s day"
                        .formatted(days), "keys that expire in the next " + days + " days",
                        "give their users new ones in time."));
    }

    private static DataCheck key(Status status, String query, String message, String mend) {
        return new DataCheck("keys", status, query, message, mend);
    }

    static List<DataCheck> ofExtensions() {
        return List.of(
                new DataCheck("extensions", PROBLEM, IDS.formatted("extension"), "extensions without an id of their own",
                        "give each an id that no other one has: pages go by it."),
                new DataCheck("extensions", WARNING,
                        """
                                select coalesce(theirs.tenant_id, 0) as first, coalesce(convert(theirs.tenant_id using utf8mb4), 'NULL') as what
                                from (select distinct tenant_id from extension) theirs left join tenant on tenant.id = theirs.tenant_id
                                where tenant.id is null""",
                        "tenants that do not exist, and have extensions",
                        "create them, or delete the extensions: only global keys without a tenant show them."),
                new DataCheck("extensions", WARNING, """
                        select min(id) as first, group_concat(id order by id separator ' and ' limit 3) as what
                        from extension where number <> '' group by tenant_id, number having count(*) > 1""",
                        "extensions with the same number in the same tenant", "give each a number of its own."),
                MisreadNames.of("extension"),
                new DataCheck("extensions", WARNING, unseen("extension", "number", "tech"),
                        "extensions with outer blanks or characters that nobody can see",
                        "correct their numbers, names or technologies: they look like others that they do not equal."),
                new DataCheck("extensions", WARNING,
                        "select id as first, id as what from extension where convert(number using utf8mb4) regexp '^(?:%s)$'"
                                .formatted(VisibleText.SPREADSHEET_NUMBER),
                        "extensions with a number that a spreadsheet has made, such as 4.93E+11",
                        "give them their own: its last digits are lost."));
    }

    /** Rows with what import refuses in their names, and in these columns. */
    private static String unseen(String relation, String... identifiers) {
        String wrong = Arrays.stream(identifiers)
                .map(column -> "convert(" + column + " using utf8mb4) regexp '" + VisibleText.NO_IDENTIFIER + "'")
                .collect(
                        Collectors.joining(" or ", "", " or convert(name using utf8mb4) regexp '" + VisibleText.NO_NAME + "'"));
        return "select coalesce(id, 0) as first, coalesce(id, 'NULL') as what from " + relation + " where "
                + wrong.replace("\\", "\\\\");
    }

    /** What it finds, if it finds anything. */
    Optional<Finding> look(SqlQueries ask) throws SQLException {
        String named = ask.one("select concat(count(*), ' (id ', group_concat(coalesce(what, 'NULL')"
                + " order by first separator ', ' limit %s),".formatted(NAMED)
                + " if(count(*) > %s, ', …', ''), ')') from (%s) found having count(*) > 0".formatted(NAMED, query));
        return Optional.ofNullable(named).map(rows -> new Finding(check, status, message + ": " + rows + ".", mend));
    }
}
