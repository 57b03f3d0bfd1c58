package org.pbxopenapi.doctor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.database.Finding;
import org.pbxopenapi.database.SchemaVerifier;
import org.pbxopenapi.database.SchemaVerifier.Result;

/** All that doctor looks at, in the order in which it makes sense to mend it. It reads, and changes nothing. */
public final class Diagnosis {

    private static final List<String> CHECKS = List.of("database", "version", "encryption", "password", "relations",
            "migrations", "privileges", "lookups", "tenants", "keys", "extensions");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b.*", Pattern.DOTALL);
    private static final String UNREACHABLE = "the database can't be reached.";

    private final DataSource database;
    private final Flyway flyway;
    private final int days;
    private final List<Finding> findings = new ArrayList<>();

    /** @param days how far ahead to look for keys that expire */
    public Diagnosis(DataSource database, Flyway flyway, int days) {
        this.database = database;
        this.flyway = flyway;
        this.days = days;
    }

    /** The findings if the database URL can't work. */
    public static List<Finding> without(String refusal) {
        Diagnosis none = new Diagnosis(null, null, 0);
        none.findings.add(Finding.problem("database", "can't be reached: " + refusal, "correct QUARKUS_DATASOURCE_JDBC_URL."));
        return none.complete(UNREACHABLE);
    }

    public List<Finding> findings() {
        String why = UNREACHABLE;
        findings.add(CredentialCheck.password());
        try (Connection connection = database.getConnection()) {
            why = "it is looked at in a MariaDB only.";
            SqlQueries ask = new SqlQueries(connection);
            if (version(ask)) {
                look(ask);
            }
        } catch (SQLException e) {
            findings.add(CredentialCheck.refused(e));
        }
        return complete(why);
    }

    /** @param why the checks that are missing can't be done */
    private List<Finding> complete(String why) {
        for (String check : CHECKS) {
            if (findings.stream().noneMatch(finding -> finding.check().equals(check))) {
                findings.add(Finding.skipped(check, why));
            }
        }
        findings.sort(Comparator.comparingInt(finding -> CHECKS.indexOf(finding.check())));
        return findings;
    }

    /** Returns whether it is a MariaDB. What the driver knows may be the version of a proxy. */
    private boolean version(SqlQueries ask) throws SQLException {
        String name = ask.connection().getMetaData().getDatabaseProductName();
        String number = String.valueOf(ask.one("select version()"));
        boolean isMariaDb = name.equals("MariaDB") || number.contains("MariaDB");
        String version = number.contains("MariaDB") ? number : name + " " + number;
        Matcher parts = VERSION.matcher(number);
        if (isMariaDb && !parts.matches()) {
            findings.add(Finding.warning("version", version + " can't be read.", "see that it is MariaDB 10.11 or later."));
        } else {
            findings.add(isMariaDb && isNew(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
                    ? Finding.ok("version", version + ".")
                    : Finding.problem("version", version + " will not do.", "use MariaDB 10.11 or later."));
        }
        return isMariaDb;
    }

    private static boolean isNew(int major, int minor) {
        return major > 10 || major == 10 && minor >= 11;
    }

    private void look(SqlQueries ask) {
        look("database", () -> database(ask));
        look("encryption", () -> findings.add(EncryptionCheck.look(ask)));
        look("relations", () -> relations(ask));
        look("migrations", () -> findings.add(PrivilegeChecks.migrations(ask, flyway)));
        look("privileges", () -> findings.add(PrivilegeChecks.privileges(ask)));
        if (findings.stream().anyMatch(finding -> finding.check().equals("relations") && finding.fix() != null)) {
            List.of("lookups", "tenants", "keys", "extensions")
                    .forEach(check -> findings.add(Finding.skipped(check, "the relations have to be mended first.")));
            return;
        }
        look("lookups", () -> findings.addAll(LookupChecks.all(ask)));
        look("tenants", () -> rows(ask, "tenants", "tenant",
                DataCheck.ofTenants(ask.one("select collation(code) from tenant where code is not null limit 1"))));
        look("keys", () -> rows(ask, "keys", "api_key", DataCheck.ofKeys(days)));
        look("extensions", () -> rows(ask, "extensions", "extension", DataCheck.ofExtensions()));
    }

    private interface Look {
        void run() throws SQLException;
    }

    /** What can't be looked at does not keep the rest from it. */
    private void look(String check, Look look) {
        try {
            look.run();
        } catch (SQLException | RuntimeException e) {
            findings.add(Finding.problem(check, "can't be looked at: " + DatabaseFailure.message(e) + ".",
                    "see to what the database says."));
        }
    }

    private void database(SqlQueries ask) throws SQLException {
        boolean isReadOnly = !Set.of("0", "OFF").contains(String.valueOf(ask.one("select @@read_only")));
        String place = ask.one("select concat(coalesce(concat(database(), ' at '), ''), @@hostname, ':', @@port)");
        String user = String.valueOf(ask.one("select current_user()"));
        if (user.startsWith("@")) {
            findings.add(
                    Finding.warning("database", "%s, as an anonymous user instead of the one that was given.".formatted(place),
                            CredentialCheck.mendOfAnonymous(user.substring(1))));
            return;
        }
        findings.add(Finding.ok("database",
                "%s, as the user %s%s.".formatted(place, user, isReadOnly ? "; the server is read-only" : "")));
    }

    private void relations(SqlQueries ask) throws SQLException {
        Result schema = SchemaVerifier.verify(ask.connection());
        findings.addAll(schema.problems());
        if (schema.isOk()) {
            findings.add(Finding.ok("relations", "tenant, extension and api_key are there, with their columns."));
        }
    }

    private void rows(SqlQueries ask, String check, String relation, List<DataCheck> rowChecks) throws SQLException {
        List<Finding> bad = new ArrayList<>();
        for (DataCheck rowCheck : rowChecks) {
            rowCheck.look(ask).ifPresent(bad::add);
        }
        findings.addAll(bad);
        if (bad.isEmpty()) {
            findings.add(Finding.ok(check, "%s, and all in order.".formatted(ask.one("select count(*) from " + relation))));
        }
    }
}
