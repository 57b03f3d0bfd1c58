package org.pbxopenapi.http;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.X509ExtendedKeyManager;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pbxopenapi.FakeTime;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;

class CertificateReloaderTest {

    private static final Map<String, Path> ISSUED = new HashMap<>();

    @TempDir
    Path files;

    private final FakeTime time = new FakeTime();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServerOptions options = new HttpServerOptions();

    @BeforeAll
    static void issue() throws Exception {
        CertificateAuthority authority = new CertificateAuthority();
        for (String name : List.of("first", "second")) {
            ISSUED.put(name, authority.issue(name, "dns:localhost"));
        }
    }

    @BeforeEach
    void use() throws Exception {
        install("first");
        List<Path> certificate = List.of(files.resolve("tls.crt"));
        List<Path> key = List.of(files.resolve("tls.key"));
        options.setKeyCertOptions(new PemKeyCertOptions());
        new CertificateReloader(vertx, ImmediateEventExecutor.INSTANCE, time, Optional.of(certificate), Optional.of(key))
                .customizeHttpsServer(options);
    }

    @AfterEach
    void end() {
        vertx.close();
    }

    private void install(String name) throws Exception {
        for (String file : List.of("tls.crt", "tls.key")) {
            Files.copy(ISSUED.get(name).resolve(file), files.resolve(file), REPLACE_EXISTING);
        }
    }

    /** The subject of the certificate that clients get. */
    private String subject() throws Exception {
        X509ExtendedKeyManager keys = (X509ExtendedKeyManager) options.getKeyCertOptions().getKeyManagerFactory(vertx)
                .getKeyManagers()[0];
        String alias = keys.getServerAliases("RSA", null)[0];
        return keys.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
    }

    @Test
    void changedFilesAreReadEveryTenSeconds() throws Exception {
        assertEquals("CN=first", subject());
        install("second");
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertEquals("CN=first", subject());
        time.advance(Duration.ofNanos(1));
        assertEquals("CN=second", subject());
        install("first");
        time.advance(Duration.ofSeconds(10));
        assertEquals("CN=first", subject());
    }

    @Test
    void theOldCertificateStaysUntilTheNewOneIsValid() throws Exception {
        Files.writeString(files.resolve("tls.crt"), "half a certificate");
        time.advance(Duration.ofSeconds(10));
        assertEquals("CN=first", subject());
        install("second");
        time.advance(Duration.ofSeconds(10));
        assertEquals("CN=second", subject());
    }
}
