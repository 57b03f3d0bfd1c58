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
 * Certificate reloader: checks the files of the HTTPS certificate every 10 seconds and uses a changed certificate for new
 * handshakes. If the new files are unusable, it logs an error and keeps the old certificate. At startup, unusable files are a
 * {@link ConfigurationException}.
 * <p>
 * Quarkus offers {@code quarkus.http.ssl.certificate.reload-period}. With it, Vert.x rejects connections while it updates the
 * server's options, and Quarkus misses a change back to the first certificate.
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
    private volatile PemKeyCertOptions current;

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
            current = read();
            key = new ReloadableKeyManager(keyManager(current));
        } catch (Exception e) {
            throw new ConfigurationException("The certificate of HTTPS can't be used: " + e.getMessage());
        }
        options.setKeyCertOptions(KeyCertOptions.wrap(key));
        scheduleReload();
    }

    private void scheduleReload() {
        scheduler.schedule(threads, this::reload, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void reload() {
        try {
            PemKeyCertOptions content = read();
            if (!content.equals(current)) {
                current = content;
                key.replace(keyManager(content));
                LOG.info("The certificate of HTTPS has been renewed");
            }
        } catch (Exception e) {
            LOG.errorf("The certificate of HTTPS can't be renewed; the old one stays in use: %s", e.getMessage());
        } finally {
            scheduleReload();
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

    private X509ExtendedKeyManager keyManager(PemKeyCertOptions content) throws Exception {
        return (X509ExtendedKeyManager) content.getKeyManagerFactory(vertx).getKeyManagers()[0];
    }
}
