package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawClient;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

/** HTTPS with the certificate of a mounted Secret. Tests share two processes. */
class HttpsIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";

    private static final List<String> FILES = List.of("tls.crt", "tls.key");

    private static Path first;
    private static CertificateAuthority authority;
    private static MountedSecret secret;
    private static MountedSecret httpsOnlySecret;
    private static SSLContext client;
    private static PackagedService service;
    private static PackagedService httpsOnly;

    @BeforeAll
    static void startServices() throws Exception {
        authority = new CertificateAuthority();
        first = authority.issue("first", "dns:localhost");
        secret = new MountedSecret(first);
        httpsOnlySecret = new MountedSecret(first);
        client = CertificateAuthority.trusting(authority.certificate());
        new TestDatabase().start();
        service = PackagedService.start(settings(secret, Map.of()));
        httpsOnly = PackagedService.start(settings(httpsOnlySecret, Map.of("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled")));
    }

    @AfterAll
    static void stopServices() {
        Stream.of(service, httpsOnly).filter(Objects::nonNull).forEach(PackagedService::close);
    }

    private static Map<String, String> settings(MountedSecret secret, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(PackagedService.on("pbx"));
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", secret.folder.resolve(FILES.get(0)).toString());
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", secret.folder.resolve(FILES.get(1)).toString());
        settings.putAll(more);
        return settings;
    }

    private static void awaitSubject(String name, PackagedService service) throws Exception {
        for (int i = 0; i < 80 && !subject(service).equals("CN=" + name); i++) {
            Thread.sleep(500);
        }
        assertEquals("CN=" + name, subject(service), service::output);
    }

    private static String subject(PackagedService service) throws Exception {
        return TestCertificate.subject(client, service.httpsPort);
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestartAndABrokenOneIsNot() throws Exception {
        Path second = authority.issue("second", "dns:localhost");
        Path broken = Files.createTempDirectory("pbx-openapi-broken");
        for (String file : FILES) {
            Files.writeString(broken.resolve(file), "none");
        }
        assertEquals("CN=first", subject(service));
        secret.put(second);
        httpsOnlySecret.put(broken);
        awaitSubject("second", service);
        String log = "The certificate of HTTPS can't be renewed; the old one stays in use: ";
        for (int i = 0; i < 80 && !httpsOnly.output().contains(log); i++) {
            Thread.sleep(500);
        }
        assertTrue(httpsOnly.output().contains(log), httpsOnly::output);
        assertEquals("CN=first", subject(httpsOnly));
    }

    @Test
    void httpCanBeDisabledAndTheManagementPortStaysHttp() throws Exception {
        assertThrows(UncheckedIOException.class, () -> httpsOnly.http().get(LIST));
        RawClient https = httpsOnly.https(client);
        Answer head = https.request("HEAD", LIST);
        assertEquals(405, head.status());
        assertEquals(0, head.bytes().length);
        assertEquals(204, https.request("OPTIONS", LIST).status());
        Answer list = https.get(LIST);
        assertEquals("[]", list.body());
        assertEquals(304, https.get(LIST, "If-None-Match: " + list.header("ETag")).status());
        String document = httpsOnly.management().get("/q/swagger-ui/openapi.json").body();
        assertTrue(document.contains("https://pbx:" + httpsOnly.httpsPort), document);
    }

    @Test
    void swaggerUiUsesThePortOfItsOwnScheme() throws Exception {
        String page = "/q/swagger-ui/openapi.json";
        assertTrue(service.management().get(page).body().contains("http://pbx:" + service.port + "\""));
        assertTrue(service.management().get(page + "?secure").body().contains("https://pbx:" + service.httpsPort + "\""));
    }

    @Test
    void responsesAreTheSameAsOverHttp() throws Exception {
        for (String target : new String[] { "/openapi.php/extensions?tenant=ACME&key=acme-full-valid", LIST, "/openapi.php",
                "/openapi.php/extensions", "/nowhere" }) {
            Answer plain = service.http().get(target);
            Answer secure = service.https(client).get(target);
            assertEquals(plain.headWithoutDate(), secure.headWithoutDate());
            assertArrayEquals(plain.bytes(), secure.bytes());
        }
    }

    @Test
    void itSpeaksHttp11OverTls12AndTls13Only() throws Exception {
        for (String protocol : new String[] { "TLSv1.2", "TLSv1.3" }) {
            assertEquals("", negotiated(protocol));
        }
        assertThrows(SSLHandshakeException.class, () -> negotiated("TLSv1.1"));
    }

    @Test
    void itRejectsCipherSuitesWithoutForwardSecrecyOrAuthenticatedEncryption() throws Exception {
        int accepted = 0;
        for (String suite : client.getSocketFactory().getDefaultCipherSuites()) {
            String protocol = suite.matches("TLS_(AES|CHACHA20)_.*") ? "TLSv1.3" : "TLSv1.2";
            try (SSLSocket socket = connect(protocol)) {
                socket.setEnabledCipherSuites(new String[] { suite });
                if (protocol.equals("TLSv1.3") || suite.matches("TLS_ECDHE_RSA_WITH_(AES_\\d+_GCM|CHACHA20)_.*")) {
                    socket.startHandshake();
                    accepted++;
                } else {
                    assertThrows(SSLException.class, socket::startHandshake, suite);
                }
            }
        }
        assertEquals(6, accepted);
    }

    @Test
    void itRejectsRenegotiation() throws Exception {
        try (SSLSocket socket = connect("TLSv1.2")) {
            socket.startHandshake();
            socket.getOutputStream().write("GET /openapi.php HTTP/1.1\r\nHost: pbx\r\n\r\n".getBytes(UTF_8));
            assertEquals('H', socket.getInputStream().read());
            assertThrows(SSLException.class, () -> {
                socket.startHandshake();
                socket.getInputStream().readAllBytes();
            });
        }
    }

    private SSLSocket connect(String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(),
                service.httpsPort);
        socket.setEnabledProtocols(new String[] { protocol });
        socket.setSoTimeout(10_000);
        return socket;
    }

    private String negotiated(String protocol) throws Exception {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(),
                service.httpsPort)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] { protocol });
            parameters.setApplicationProtocols(new String[] { "h2", "http/1.1" });
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    @Test
    void anUnreadableFileFailsTheStartWithASentence() throws Exception {
        PackagedService run = PackagedService
                .run(settings(secret, Map.of("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", "/nowhere/tls.crt")));
        assertTrue(run.output().contains("A certificate or its key can't be read: /nowhere/tls.crt\n"), run.output());
        assertFalse(run.output().contains("\tat "), run.output());
        assertEquals(1, run.exitCode());
    }

    @Test
    void anInvalidCertificateFailsTheStartWithASentence() throws Exception {
        Path none = Files.writeString(Files.createTempFile("pbx-openapi-none", ".crt"), "none");
        PackagedService run = PackagedService
                .run(settings(secret, Map.of("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", none.toString())));
        assertTrue(run.output().contains("The certificate of HTTPS can't be used: Missing -----BEGIN"), run.output());
        assertFalse(run.output().contains("\tat "), run.output());
        assertEquals(1, run.exitCode());
    }
}
