package org.pbxopenapi;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Class data sharing archive of the packaged jar. It reduces the CPU time of a start by a quarter. */
final class ClassArchive {

    private static final Path ARCHIVE = Path.of("target", "classes.jsa");
    /** A JVM that can't use the archive ignores it. */
    private static final List<String> OPTIONS = List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off");

    private static boolean tried;

    private ClassArchive() {
    }

    /** Returns the options of a JVM that runs the jar. The first call creates the archive. */
    static synchronized List<String> options(Path jar) throws IOException {
        if (!tried && !isNewerThan(jar)) {
            tried = true;
            create();
        }
        return Files.exists(ARCHIVE) ? OPTIONS : List.of();
    }

    private static boolean isNewerThan(Path jar) throws IOException {
        return Files.exists(ARCHIVE) && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void create() throws IOException {
        Files.deleteIfExists(ARCHIVE);
        Path created = Path.of("target", "classes-" + ProcessHandle.current().pid() + ".jsa"); // JVMs may run at once
        try (PackagedService service = PackagedService.launch(Map.of("QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:mariadb://127.0.0.1:1/pbx", "JAVA_TOOL_OPTIONS", "-XX:ArchiveClassesAtExit=" + created))) {
            service.awaitHealth("live", 200);
            service.http().get("/openapi.php/extensions?key=unknown");
            service.terminate();
            service.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (Files.exists(created)) {
            Files.move(created, ARCHIVE, ATOMIC_MOVE);
        }
    }
}
