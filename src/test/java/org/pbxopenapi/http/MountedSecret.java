package org.pbxopenapi.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Folder of files that changes like the volume of a Kubernetes Secret: atomically, by replacing a symbolic link. */
public final class MountedSecret {

    public final Path folder;

    /** @param content a folder of files to copy */
    public MountedSecret(Path content) throws IOException {
        folder = Files.createTempDirectory("pbx-openapi-secret");
        put(content);
        try (Stream<Path> files = Files.list(content)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(folder.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
            }
        }
    }

    public void put(Path content) throws IOException {
        Path version = Files.createTempDirectory(folder, "..version");
        try (Stream<Path> files = Files.list(content)) {
            for (Path file : files.toList()) {
                Files.copy(file, version.resolve(file.getFileName()));
            }
        }
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }
}
