package org.pbxopenapi.cli;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.pbxopenapi.DatabaseFailure;
import org.pbxopenapi.health.Schema;
import org.pbxopenapi.health.Schema.Flaw;

/** All that doctor looks at, in the order in which it makes sense to mend it. It reads, and changes nothing. */
final class Checkup {

    private static final List<String> CHECKS = List.of("database", "version", "encryption", "password", "relations",
            "migrations", "privileges", "tenants", "keys", "extensions");

    private final DataSource database;
    private final Flyway flyway;
    private final int days;
    private final List<Finding> findings = new ArrayList<>();

    /** @param days how far ahead to look for keys that expire */
    Checkup(DataSource database, Flyway flyway, int days) {
        this.database = database;
        this.flyway = flyway;
        this.days = days;
    }

    List<Finding> findings() {
        String why = "the database can't be reached.";
        findings.add(Login.password());
        try (Connection connection = database.getConnection()) {
            why = "it is looked at in a MariaDB only.";
            if (version(connection.getMetaData())) {
                look(new Questions(connection));
            }
        } catch (SQLException e) {
            findings.add(Login.refused(e));
        }
        for (String check : CHECKS) {
            if (findings.stream().noneMatch(finding -> finding.check().equals(check))) {
                findings.add(Finding.skipped(check, why));
            }
        }
        findings.sort(Comparator.comparingInt(finding -> CHECKS.indexOf(finding.check())));
        return findings;
    }

    /** Returns whether it is a MariaDB. */
    private boolean version(DatabaseMetaData server) throws SQLException {
        String name = server.getDatabaseProductName();
        int major = server.getDatabaseMajorVersion();
        boolean isOld = major < 10 || major == 10 && server.getDatabaseMinorVersion() < 11;
        String number = server.getDatabaseProductVersion();
        String version = number.contains(name) ? number : name + " " + number;
        findings.add(!name.equals("MariaDB") || isOld
                ? Finding.problem("version", version + " will not do.", "use MariaDB 10.11 or later.")
                : Finding.ok("version", version + "."));
        return name.equals("MariaDB");
    }

    private void look(Questions ask) {
        look("database", () -> database(ask));
        look("encryption", () -> encryption(ask));
        look("relations", () -> relations(ask));
        look("migrations", () -> findings.add(SchemaChecks.migrations(ask, flyway)));
        look("privileges", () -> findings.add(SchemaChecks.privileges(ask)));
        if (findings.stream().anyMatch(finding -> finding.check().equals("relations") && finding.mend() != null)) {
            List.of("tenants", "keys", "extensions")
                    .forEach(check -> findings.add(Finding.skipped(check, "the relations have to be mended first.")));
            return;
        }
        look("tenants", () -> rows(ask, "tenants", "tenant",
                RowCheck.ofTenants(ask.one("select collation(code) from tenant where code is not null limit 1"))));
        look("keys", () -> rows(ask, "keys", "api_key", RowCheck.ofKeys(days)));
        look("extensions", () -> rows(ask, "extensions", "extension", RowCheck.ofExtensions()));
    }

    private interface Look {
        void run() throws SQLException;
    }

    /** What can't be looked at does not keep the rest from it. */
    private void look(String check, Look look) {
        try {
            look.run();
        } catch (SQLException e) {
            findings.add(Finding.problem(check, "can't be looked at: " + DatabaseFailure.message(e) + ".",
                    "see to what the database says."));
        }
    }

    private void database(Questions ask) throws SQLException {
        boolean isReadOnly = !List.of("0", "OFF").contains(ask.one("select @@read_only"));
        findings.add(Finding.ok("database", "%s, as the user %s%s.".formatted(
                ask.one("select concat(coalesce(concat(database(), ' at '), ''), @@hostname, ':', @@port)"),
                ask.one("select current_user()"), isReadOnly ? "; the server is read-only" : "")));
    }

    private void encryption(Questions ask) throws SQLException {
        String protocol = ask.one(
                "select variable_value from information_schema.session_status where variable_name = 'SSL_VERSION'");
        String client = ask.one("select substring_index(user(), '@', -1)");
        if (protocol != null && !protocol.isEmpty()) {
            findings.add(Finding.ok("encryption", "the connection is encrypted by " + protocol + "."));
        } else if (client.startsWith("127.") || Set.of("localhost", "::1", "").contains(client)) {
            findings.add(Finding.ok("encryption", "the connection is not encrypted, and stays in this machine."));
        } else {
            findings.add(Finding.warning("encryption", "the connection is not encrypted.",
                    "append ?sslMode=verify-full&serverSslCert=/path/to/ca.pem to QUARKUS_DATASOURCE_JDBC_URL."));
        }
    }

    private void relations(Questions ask) throws SQLException {
        List<Flaw> flaws = Schema.flaws(ask.connection());
        flaws.forEach(flaw -> findings.add(Finding.problem("relations", flaw.message(), flaw.mend())));
        if (flaws.isEmpty()) {
            findings.add(Finding.ok("relations", "tenant, extension and api_key are there, with their columns."));
        }
    }

    private void rows(Questions ask, String check, String relation, List<RowCheck> rowChecks) throws SQLException {
        List<Finding> bad = new ArrayList<>();
        for (RowCheck rowCheck : rowChecks) {
            rowCheck.look(ask).ifPresent(bad::add);
        }
        findings.addAll(bad);
        if (bad.isEmpty()) {
            findings.add(Finding.ok(check, "%s, and all in order.".formatted(ask.one("select count(*) from " + relation))));
        }
    }
}
