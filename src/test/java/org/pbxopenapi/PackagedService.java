package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import javax.net.ssl.SSLContext;

import org.pbxopenapi.dev.EmbeddedMariaDb;

/** Process of the packaged service, jar or native, started with environment variables and arguments. */
public final class PackagedService implements AutoCloseable {

    public final int port = freePort();
    public final int httpsPort = freePort();
    public final int managementPort = freePort();
    private final Path log;
    private final Process process;

    private PackagedService(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(QUARKUS|PBX|OTEL|JDK)_.*"));
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("QUARKUS_HTTP_PORT", String.valueOf(port),
                "QUARKUS_HTTP_SSL_PORT", String.valueOf(httpsPort), "QUARKUS_MANAGEMENT_PORT", String.valueOf(managementPort)));
        log = Files.createTempFile("pbx-openapi", ".log");
        process = builder.redirectOutput(log.toFile()).start();
    }

    /** Starts the service and waits until it is ready. */
    public static PackagedService start(Map<String, String> environment) throws Exception {
        PackagedService service = launch(environment);
        try {
            service.awaitHealth("ready", 200);
            return service;
        } catch (AssertionError e) {
            service.close();
            throw e;
        }
    }

    /** Starts a process and does not wait. */
    public static PackagedService launch(Map<String, String> environment, String... arguments) throws IOException {
        return new PackagedService(environment, arguments);
    }

    /** Runs a command and waits for its end. */
    public static PackagedService run(Map<String, String> environment, String... arguments) throws Exception {
        PackagedService service = new PackagedService(environment, arguments);
        service.await();
        return service;
    }

    /** Returns the settings for a database of the embedded server. */
    public static Map<String, String> on(String database) {
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", EmbeddedMariaDb.start().url(database),
                "QUARKUS_DATASOURCE_USERNAME", EmbeddedMariaDb.ADMIN,
                "QUARKUS_DATASOURCE_PASSWORD", EmbeddedMariaDb.ADMIN);
    }

    private static Properties artifact() throws IOException {
        Properties artifact = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("target", "quarkus-artifact.properties"))) {
            artifact.load(in);
        }
        return artifact;
    }

    public static boolean isNative() throws IOException {
        return artifact().getProperty("type").startsWith("native");
    }

    private static List<String> command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        Path packaged = Path.of("target", artifact().getProperty("path"));
        if (!isNative()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:TieredStopAtLevel=1"); // a start takes half as long
            command.addAll(ClassArchive.options(packaged));
            command.add("-Djava.io.tmpdir=/nowhere"); // containers have a read-only file system
            command.add("-jar");
        }
        command.add(packaged.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient http() {
        return new RawClient(port);
    }

    public RawClient https(SSLContext client) {
        return new RawClient(httpsPort, client.getSocketFactory());
    }

    public RawClient management() {
        return new RawClient(managementPort);
    }

    /** Waits until a health check responds with this status. */
    public void awaitHealth(String kind, int status) throws InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try {
                if (health(kind).status() == status) {
                    return;
                }
            } catch (UncheckedIOException e) {
                // not listening yet
            }
            Thread.sleep(50);
        }
        throw new AssertionError("No status " + status + " for " + kind + ": " + output());
    }

    /** @param kind the last part of the path: live, ready or started */
    public RawHttp.Answer health(String kind) {
        return management().get("/q/health/" + kind);
    }

    /** Sends SIGTERM, as Kubernetes does. */
    public void terminate() {
        process.destroy();
    }

    public void await() throws InterruptedException {
        if (!process.waitFor(120, SECONDS)) {
            close();
            throw new AssertionError("The process is still running: " + output());
        }
    }

    public long pid() {
        return process.pid();
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Returns standard output and standard error, without the audit line at the end of a command. */
    public String commandOutput() {
        return output().replaceFirst("(?m)^\\S+ \\S+ INFO +\\[org\\.pbxopenapi\\.audit\\] \\(main\\) command: .*\\R\\z", "");
    }

    /** Returns standard output and standard error. */
    public String output() {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        log.toFile().deleteOnExit();
    }
}
