package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

import org.pbxopenapi.cli.Rows.Format;
import org.pbxopenapi.extension.Extension;

/** Writes extensions to a file that {@link ExtensionImport} takes as it is. */
final class ExtensionExport {

    private static final int CHECKED_ROWS = 1000;
    private static final Runnable NO_CHECK = () -> {
    };

    private final Format format;
    private final Long tenantId;
    private long count;

    /** @param tenantId null: those of all tenants */
    ExtensionExport(Format format, Long tenantId) {
        this.format = format;
        this.tenantId = tenantId;
    }

    /** @return how many extensions it has written */
    long toFile(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // a device or a pipe, for which nothing can stand in
            try (Writer out = Files.newBufferedWriter(file)) {
                write(out, NO_CHECK);
            }
            return count;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        part.toFile().deleteOnExit();
        try {
            try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
                Writer out = new BufferedWriter(Channels.newWriter(channel, UTF_8));
                write(out, NO_CHECK);
                out.flush();
                channel.force(true);
            }
            Files.move(part, target, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return count;
    }

    /** @return how many extensions it has written */
    long to(Output output) throws IOException {
        write(output.out(), output::check);
        return count;
    }

    /** @param check is done now and then, for a writer that keeps its errors to itself */
    private void write(Writer out, Runnable check) throws IOException {
        if (format == Format.CSV) {
            out.write(Csv.line("id", "tenant", "number", "name", "tech"));
        }
        try {
            Extension.read(tenantId, null, null, null, (id, tenant, number, name, tech) -> {
                try {
                    out.write(format == Format.CSV ? Csv.line(id, tenant, number, name, tech)
                            : (count == 0 ? "[" : ",\n")
                                    + Output.json(ExtensionCommand.object(id, tenant, number, name, tech)));
                    if (++count % CHECKED_ROWS == 0) {
                        check.run();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (format == Format.JSON) {
            out.write(count == 0 ? "[]\n" : "]\n");
        }
        check.run();
    }
}
