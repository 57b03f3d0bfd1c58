package org.pbxopenapi.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.pbxopenapi.PackagedService;
import org.pbxopenapi.tls.CertificateAuthority;

/** The same, with all connections by HTTPS. */
class DrainOverTlsIT extends DrainIT {

    private final Path files;
    private final SSLContext client;

    DrainOverTlsIT() throws Exception {
        CertificateAuthority authority = new CertificateAuthority();
        files = authority.issue("endpoint", "dns:localhost");
        client = CertificateAuthority.trusting(authority.certificate());
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_FILES", files.resolve("tls.crt").toString());
        settings.put("QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", files.resolve("tls.key").toString());
        settings.put("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled");
        return settings;
    }

    @Override
    Socket open(PackagedService service) throws IOException {
        return client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), service.httpsPort);
    }
}
