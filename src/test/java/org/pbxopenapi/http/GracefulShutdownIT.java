package org.pbxopenapi.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.http.Load.Connection;

/** A process is replaced by another under load, over HTTP and HTTPS, and no request is lost. */
class GracefulShutdownIT {

    private static final Load.Network HTTP = service -> new Socket(InetAddress.getLoopbackAddress(), service.port);

    private static Path files;
    private static Load.Network https;

    @BeforeAll
    static void prepare() throws Exception {
        new TestDatabase().start();
        CertificateAuthority authority = new CertificateAuthority();
        files = authority.issue("endpoint", "dns:localhost");
        SSLContext client = CertificateAuthority.trusting(authority.certificate());
        https = service -> client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), service.httpsPort);
    }

    private static Map<String, String> settings(String delay) {
        Map<String, String> settings = new HashMap<>(PackagedService.on("pbx"));
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", files.resolve("tls.crt").toString());
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", files.resolve("tls.key").toString());
        settings.put("PBX_DRAIN_DELAY", delay);
        return settings;
    }

    @Test
    void aReplacementUnderLoadLosesNoRequest() throws Exception {
        replaceUnderLoad(settings("0S"), false);
    }

    /** {@code pbx.drain.delay} gives a load balancer time to notice. */
    @Test
    void aReplacementBehindALoadBalancerLosesNoRequest() throws Exception {
        replaceUnderLoad(settings("5S"), true);
    }

    private static void replaceUnderLoad(Map<String, String> settings, boolean behindLoadBalancer) throws Exception {
        try (PackagedService old = PackagedService.start(settings);
                Load plain = new Load(HTTP, old);
                Load secure = new Load(https, old)) {
            plain.awaitResponses(500);
            secure.awaitResponses(500);
            try (PackagedService replacement = PackagedService.start(settings)) {
                plain.to(old, replacement);
                secure.to(old, replacement);
                plain.awaitResponses(500);
                secure.awaitResponses(500);
                if (behindLoadBalancer) {
                    assertReadinessGoesDownFirst(old);
                    plain.to(replacement);
                    secure.to(replacement);
                } else {
                    old.terminate();
                }
                old.await();
                assertEquals(143, old.exitCode(), old.output());
                plain.awaitResponses(500);
                secure.awaitResponses(500);
                plain.close();
                secure.close();
            }
            plain.assertNoneFailed();
            secure.assertNoneFailed();
        }
    }

    private static void assertReadinessGoesDownFirst(PackagedService service) throws Exception {
        try (Connection plain = new Connection(HTTP.open(service)); Connection secure = new Connection(https.open(service))) {
            service.terminate();
            service.awaitHealth("ready", 503);
            assertEquals(200, service.health("live").status());
            assertTrue(plain.get().contains("connection: close"));
            assertTrue(secure.get().contains("connection: close"));
        }
    }
}
