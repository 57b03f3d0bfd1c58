package org.pbxopenapi.cli.transfer;

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

import org.pbxopenapi.cli.transfer.RowReader.Format;
import org.pbxopenapi.extension.Extension;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;

/** Exports extensions to a file that {@link ExtensionImport} can import unchanged. */
public final class ExtensionExport {

    private static final JsonFactory JSON = new JsonFactoryBuilder().rootValueSeparator(",\n").build();
    private static final int CHECKED_ROWS = 1000;
    private static final Runnable NO_CHECK = () -> {
    };

    private final Format format;
    private final Long tenantId;
    private long count;

    /** @param tenantId null: all tenants */
    public ExtensionExport(Format format, Long tenantId) {
        this.format = format;
        this.tenantId = tenantId;
    }

    /** @return the number of exported extensions */
    public long toFile(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // a device or a pipe, which a file must not replace
            try (Writer out = Files.newBufferedWriter(file)) {
                to(out, NO_CHECK);
            }
            return count;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
        part.toFile().deleteOnExit();
        try {
            try (FileChannel channel = FileChannel.open(part, CREATE_NEW, WRITE)) {
                Writer out = new BufferedWriter(Channels.newWriter(channel, UTF_8));
                to(out, NO_CHECK);
                out.flush();
                channel.force(true);
            }
            Files.move(part, target, REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return count;
    }

    /**
     * @param check is called every 1000 rows and at the end, for writers that do not throw their errors
     * @return the number of exported extensions
     */
    public long to(Writer out, Runnable check) throws IOException {
        if (format == Format.CSV) {
            out.write(Csv.line("id", "tenant", "number", "name", "tech"));
        } else {
            out.write("[");
        }
        JsonGenerator json = JSON.createGenerator(out);
        try {
            Extension.read(tenantId, null, null, null, (id, tenant, number, name, tech) -> {
                try {
                    if (format == Format.CSV) {
                        out.write(Csv.line(id, tenant, number, name, tech));
                    } else {
                        write(json, id, tenant, number, name, tech);
                    }
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
        json.flush();
        if (format == Format.JSON) {
            out.write("]\n");
        }
        check.run();
        return count;
    }

    private static void write(JsonGenerator json, long id, String tenant, String number, String name, String tech)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("tenant", tenant);
        json.writeStringField("number", number);
        json.writeStringField("name", name);
        json.writeStringField("tech", tech);
        json.writeEndObject();
    }
}
