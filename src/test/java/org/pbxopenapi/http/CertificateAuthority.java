package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificate authority that issues certificates for a day, with the JDK's keytool. */
public final class CertificateAuthority {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;

    public CertificateAuthority() throws Exception {
        folder = Files.createTempDirectory("pbx-openapi-ca");
        store = folder.resolve("store.p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c", "-keyalg", "RSA", "-validity", "1");
        write(certificate(), "CERTIFICATE", open().getCertificate("ca").getEncoded());
    }

    /** @param path file of the authority's own certificate */
    public static SSLContext trusting(Path path) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(path)) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The file of the authority's own certificate. */
    public Path certificate() {
        return folder.resolve("ca.crt");
    }

    /**
     * Issues a certificate.
     *
     * @param hosts for example {@code dns:localhost,ip:127.0.0.1}
     * @return a folder with the files tls.crt and tls.key
     */
    public Path issue(String name, String hosts) throws Exception {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", "san=" + hosts, "-signer", "ca", "-keyalg",
                "RSA", "-validity", "1");
        KeyStore issued = open();
        Path files = Files.createDirectory(folder.resolve(name));
        write(files.resolve("tls.crt"), "CERTIFICATE", issued.getCertificate(name).getEncoded());
        write(files.resolve("tls.key"), "PRIVATE KEY", issued.getKey(name, PASSWORD.toCharArray()).getEncoded());
        return files;
    }

    private KeyStore open() throws Exception {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path log = folder.resolve("keytool.log");
        if (new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor() != 0) {
            throw new IllegalStateException(Files.readString(log));
        }
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(content) + "\n-----END " + kind + "-----\n");
    }
}
