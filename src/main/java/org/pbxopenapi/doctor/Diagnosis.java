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

/** Runs all checks of doctor, read-only. Findings are sorted in the order in which problems should be fixed. */
public final class Diagnosis {

    private static final List<String> CHECKS = List.of("database", "version", "encryption", "password", "relations",
            "migrations", "privileges", "lookups", "tenants", "keys", "extensions");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\b.*", Pattern.DOTALL);
    private static final String UNREACHABLE = "the database can't be reached.";

    private final DataSource database;
    private final Flyway flyway;
    private final int days;
    private final List<Finding> findings = new ArrayList<>();

    /** @param days the check of keys warns of those that expire in this time */
    public Diagnosis(DataSource database, Flyway flyway, int days) {
        this.database = database;
        this.flyway = flyway;
        this.days = days;
    }

    /** The findings for an invalid database URL. */
    public static List<Finding> ofInvalidUrl(String error) {
        Diagnosis diagnosis = new Diagnosis(null, null, 0);
        diagnosis.findings
                .add(Finding.problem("database", "can't be reached: " + error, "correct QUARKUS_DATASOURCE_JDBC_URL."));
        return diagnosis.complete(UNREACHABLE);
    }

    public List<Finding> findings() {
        String skipReason = UNREACHABLE;
        findings.add(CredentialCheck.password());
        try (Connection connection = database.getConnection()) {
            skipReason = "the check needs MariaDB.";
            SqlQueries sql = new SqlQueries(connection);
            if (version(sql)) {
                runAll(sql);
            }
        } catch (SQLException e) {
            findings.add(CredentialCheck.connectionFailure(e));
        }
        return complete(skipReason);
    }

    /** @param skipReason why checks without a finding did not run */
    private List<Finding> complete(String skipReason) {
        for (String check : CHECKS) {
            if (findings.stream().noneMatch(finding -> finding.check().equals(check))) {
                findings.add(Finding.skipped(check, skipReason));
            }
        }
        findings.sort(Comparator.comparingInt(finding -> CHECKS.indexOf(finding.check())));
        return findings;
    }

    /** Returns whether the server is MariaDB. The driver may know only the version of a proxy, so the query decides. */
    private boolean version(SqlQueries sql) throws SQLException {
        String name = sql.connection().getMetaData().getDatabaseProductName();
        String number = String.valueOf(sql.one("select version()"));
        boolean isMariaDb = name.equals("MariaDB") || number.contains("MariaDB");
        String version = number.contains("MariaDB") ? number : name + " " + number;
        Matcher parts = VERSION.matcher(number);
        if (isMariaDb && !parts.matches()) {
            findings.add(Finding.warning("version", version + " is unknown.", "make sure that it is MariaDB 10.11 or later."));
        } else {
            findings.add(isMariaDb && isSupported(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
                    ? Finding.ok("version", version + ".")
                    : Finding.problem("version", version + " is not supported.", "use MariaDB 10.11 or later."));
        }
        return isMariaDb;
    }

    private static boolean isSupported(int major, int minor) {
        return major > 10 || major == 10 && minor >= 11;
    }

    private void runAll(SqlQueries sql) {
        run("database", () -> database(sql));
        run("encryption", () -> findings.add(EncryptionCheck.run(sql)));
        run("relations", () -> relations(sql));
        run("migrations", () -> findings.add(PrivilegeChecks.migrations(sql, flyway)));
        run("privileges", () -> findings.add(PrivilegeChecks.privileges(sql)));
        if (findings.stream().anyMatch(finding -> finding.check().equals("relations") && finding.fix() != null)) {
            List.of("lookups", "tenants", "keys", "extensions")
                    .forEach(check -> findings.add(Finding.skipped(check, "fix the relations first.")));
            return;
        }
        run("lookups", () -> findings.addAll(LookupChecks.all(sql)));
        run("tenants", () -> rows(sql, "tenants", "tenant",
                DataCheck.ofTenants(sql.one("select collation(code) from tenant where code is not null limit 1"))));
        run("keys", () -> rows(sql, "keys", "api_key", DataCheck.ofKeys(days)));
        run("extensions", () -> rows(sql, "extensions", "extension", DataCheck.ofExtensions()));
    }

    private interface Check {
        void run() throws SQLException;
    }

    /** A check that fails is a finding, and the others still run. */
    private void run(String name, Check check) {
        try {
            check.run();
        } catch (SQLException | RuntimeException e) {
            findings.add(Finding.problem(name, "the check failed: " + DatabaseFailure.message(e) + ".",
                    "resolve the error that the database reports."));
        }
    }

    private void database(SqlQueries sql) throws SQLException {
        boolean isReadOnly = !Set.of("0", "OFF").contains(String.valueOf(sql.one("select @@read_only")));
        String place = sql.one("select concat(coalesce(concat(database(), ' at '), ''), @@hostname, ':', @@port)");
        String user = String.valueOf(sql.one("select current_user()"));
        if (user.startsWith("@")) {
            findings.add(
                    Finding.warning("database", "%s, as an anonymous user instead of the configured one.".formatted(place),
                            CredentialCheck.anonymousUserFix(user.substring(1))));
            return;
        }
        findings.add(Finding.ok("database",
                "%s, as the user %s%s.".formatted(place, user, isReadOnly ? "; the server is read-only" : "")));
    }

    private void relations(SqlQueries sql) throws SQLException {
        Result schema = SchemaVerifier.verify(sql.connection());
        findings.addAll(schema.problems());
        if (schema.isOk()) {
            findings.add(Finding.ok("relations", "tenant, extension and api_key have all required columns."));
        }
    }

    private void rows(SqlQueries sql, String check, String relation, List<DataCheck> rowChecks) throws SQLException {
        List<Finding> bad = new ArrayList<>();
        for (DataCheck rowCheck : rowChecks) {
            rowCheck.run(sql).ifPresent(bad::add);
        }
        findings.addAll(bad);
        if (bad.isEmpty()) {
            findings.add(
                    Finding.ok(check, "%s checked, no problem found.".formatted(sql.one("select count(*) from " + relation))));
        }
    }
}
