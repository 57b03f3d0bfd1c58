package org.pbxopenapi;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The classes that the packaged jar loads at its start: with this archive of them, a start takes a quarter less CPU time. */
final class ClassArchive {

    private static final Path ARCHIVE = Path.of("target", "classes.jsa");
    /** A JVM that can't use the archive does without. */
    private static final List<String> OPTIONS = List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off");

    private static boolean tried;

    private ClassArchive() {
    }

    /** Options for a JVM that runs the jar; the first to ask waits until a process has made the archive. */
    static synchronized List<String> options(Path jar) throws IOException {
        if (!tried && !isNewerThan(jar)) {
            tried = true;
            make();
        }
        return Files.exists(ARCHIVE) ? OPTIONS : List.of();
    }

    private static boolean isNewerThan(Path jar) throws IOException {
        return Files.exists(ARCHIVE) && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void make() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        Path made = Path.of("target", "classes-" + ProcessHandle.current().pid() + ".jsa"); // another JVM may make one too
        try (PackagedService service = PackagedService.launch(Map.of("QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:mariadb://127.0.0.1:1/pbx", "JAVA_TOOL_OPTIONS", "-XX:ArchiveClassesAtExit=" + made))) {
            service.awaitHealth("live", 200);
            service.http().get("/openapi.php/extensions?key=unknown");
            service.terminate();
            service.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (Files.exists(made)) {
            Files.move(made, ARCHIVE, ATOMIC_MOVE);
        }
    }
}
