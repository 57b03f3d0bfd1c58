package org.pbxopenapi.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawClient;

/** Certificate that enables HTTPS, besides HTTP, in the service under test. */
public final class TestCertificate {

    private static final String CA = "pbx.test.ca";
    private static final String PORT = "pbx.test.https-port";

    private TestCertificate() {
    }

    /** Settings for a test profile. A test resource would not do: its settings stay for all later integration tests. */
    public static Map<String, String> settings() {
        try {
            CertificateAuthority authority = new CertificateAuthority();
            Path files = authority.issue("endpoint", "dns:localhost,ip:127.0.0.1");
            System.setProperty(CA, authority.certificate().toString());
            String port = String.valueOf(PackagedService.freePort());
            System.setProperty(PORT, port);
            return Map.of("quarkus.http.ssl-port", port, "quarkus.http.test-ssl-port", port,
                    "quarkus.http.ssl.certificate.files", files.resolve("tls.crt").toString(),
                    "quarkus.http.ssl.certificate.key-files", files.resolve("tls.key").toString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The endpoint of the service under test, over HTTPS. */
    public static RawClient endpoint() {
        try {
            SSLContext client = CertificateAuthority.trusting(Path.of(System.getProperty(CA)));
            return new RawClient(Integer.getInteger(PORT), client.getSocketFactory());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The subject of the certificate that a server presents. */
    static String subject(SSLContext client, int port) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }
}
