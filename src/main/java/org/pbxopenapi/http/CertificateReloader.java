package org.pbxopenapi.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.X509ExtendedKeyManager;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import com.github.benmanes.caffeine.cache.Scheduler;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;

/**
 * Reads the certificate of HTTPS again when its files change. Quarkus could, by its reload-period, but Vert.x turns away who
 * connects while it changes a server's options, and Quarkus does not notice if the first certificate is put back.
 */
@ApplicationScoped
public class CertificateReloader implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(CertificateReloader.class);
    private static final long PERIOD_SECONDS = 10;

    private final Vertx vertx;
    private final Executor threads;
    private final Scheduler scheduler;
    private final List<Path> certificates;
    private final List<Path> keys;
    private ReloadableKeyManager key;
    private volatile PemKeyCertOptions last;

    CertificateReloader(Vertx vertx, ExecutorService threads, Scheduler scheduler,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.files") Optional<List<Path>> certificates,
            @ConfigProperty(name = "quarkus.http.ssl.certificate.key-files") Optional<List<Path>> keys) {
        this.vertx = vertx;
        this.threads = threads;
        this.scheduler = scheduler;
        this.certificates = certificates.orElse(List.of());
        this.keys = keys.orElse(List.of());
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (certificates.isEmpty() || !(options.getKeyCertOptions() instanceof PemKeyCertOptions)) {
            return;
        }
        try {
            last = read();
            key = new ReloadableKeyManager(use(last));
        } catch (Exception e) {
            throw new ConfigurationException("The certificate of HTTPS can't be used: " + e.getMessage());
        }
        options.setKeyCertOptions(KeyCertOptions.wrap(key));
        renewLater();
    }

    private void renewLater() {
        scheduler.schedule(threads, this::renew, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void renew() {
        try {
            PemKeyCertOptions now = read();
            if (!now.equals(last)) {
                last = now;
                key.renew(use(now));
                LOG.info("The certificate of HTTPS has been renewed");
            }
        } catch (Exception e) {
            LOG.errorf("The certificate of HTTPS can't be renewed, and stays the old one: %s", e.getMessage());
        } finally {
            renewLater();
        }
    }

    private PemKeyCertOptions read() throws IOException {
        PemKeyCertOptions content = new PemKeyCertOptions();
        for (Path file : certificates) {
            content.addCertValue(Buffer.buffer(Files.readAllBytes(file)));
        }
        for (Path file : keys) {
            content.addKeyValue(Buffer.buffer(Files.readAllBytes(file)));
        }
        return content;
    }

    private X509ExtendedKeyManager use(PemKeyCertOptions content) throws Exception {
        return (X509ExtendedKeyManager) content.getKeyManagerFactory(vertx).getKeyManagers()[0];
    }
}
