package org.pbxopenapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

import org.pbxopenapi.cli.transfer.ExtensionExport;
import org.pbxopenapi.cli.transfer.ExtensionImport;
import org.pbxopenapi.cli.transfer.ExtensionImport.Summary;
import org.pbxopenapi.cli.transfer.ExtensionRow;
import org.pbxopenapi.cli.transfer.FileErrors;
import org.pbxopenapi.cli.transfer.ProgressBar;
import org.pbxopenapi.cli.transfer.RowReader;
import org.pbxopenapi.cli.transfer.RowReader.Format;
import org.pbxopenapi.extension.Extension;

import io.quarkus.narayana.jta.QuarkusTransaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "extension", description = "List, import and export extensions.")
class ExtensionCommand {

    @Command(description = "List extensions, ordered by id.")
    void list(@Mixin Output output,
            @Option(names = "--tenant", paramLabel = "CODE", description = "Only extensions of this tenant.") String tenant,
            @Option(names = "--tech", paramLabel = "TECH", description = "Only extensions with this technology, such as PJSIP.") String tech,
            @Option(names = "--number", paramLabel = "NUMBER", description = "Only the extensions with this number.") String number,
            @Option(names = "--search", paramLabel = "TEXT", description = "Only extensions whose number or name contains this text.") String search) {
        Table table = new Table(output, "id", "tenant", "number", "name", "tech");
        Extension.read(idOf(tenant), tech, number, search, table::row);
        table.close();
    }

    @Command(name = "import", description = "Create or change extensions from a file. Tenant and number identify an extension. If the file has any error, nothing is imported.", footerHeading = "%nFiles:%n", footer = {
            "UTF-8 encoded CSV with a header line, or a JSON array of objects of strings. Columns or members, in any order:",
            "  id      optional; the id of a new extension, or the current id of an existing one",
            "  tenant  the tenant's code; must be absent if --tenant is given",
            "  number  required",
            "  name    optional; if absent, existing names are kept and new ones are empty",
            "  tech    required for new extensions" })
    void importFile(@Mixin Output output,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to read. Default, or -: standard input.") String file,
            @Option(names = "--tenant", paramLabel = "CODE", description = "The tenant of all extensions in the file.") String tenant,
            @Option(names = "--format", paramLabel = "csv|json", description = "Default: json if the file name ends in .json, otherwise csv.") Format format,
            @Option(names = "--dry-run", description = "Only report errors and what would change.") boolean dryRun) {
        Long tenantId = idOf(tenant); // before the transaction, whose snapshot starts with its first query
        PrintWriter terminal = !output.isJson() && ProgressBar.isTerminal(2) ? output.err() : null;
        FileErrors errors = new FileErrors();
        try (InputStream in = InputFile.open(file, output);
                RollbackOnShutdown rollback = new RollbackOnShutdown(output)) {
            Summary summary;
            try (ProgressBar progress = new ProgressBar(terminal, InputFile.size(file))) {
                summary = QuarkusTransaction.requiringNew().call(() -> {
                    Summary loaded = load(progress.watch(in), Format.of(file, format), tenantId, errors, progress, dryRun);
                    rollback.disable();
                    return loaded;
                });
            }
            errors.warn(output::warn);
            output.result((dryRun ? "Dry run, nothing was changed. Extensions to create: %d, to change: %d, unchanged: %d."
                    : "Extensions created: %d, changed: %d, unchanged: %d.")
                    .formatted(summary.created(), summary.changed(), summary.unchanged()),
                    Output.object("created", summary.created(), "changed", summary.changed(), "unchanged", summary.unchanged(),
                            "dry_run", dryRun));
        } catch (UncheckedIOException e) {
            throw InputFile.failure(file, e.getCause());
        } catch (IOException e) {
            throw InputFile.failure(file, e);
        }
    }

    private static Summary load(InputStream in, Format format, Long tenantId, FileErrors errors, ProgressBar progress,
            boolean dryRun) {
        return Extension.getSession().doReturningWork(connection -> {
            try {
                RowReader rows = RowReader.read(in, format, ExtensionRow.columns(tenantId != null), errors);
                return new ExtensionImport(connection, tenantId, errors, progress).run(rows, dryRun);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Command(description = "Write extensions to a file, ordered by id. The file can be imported again.", footerHeading = "%nIn CSV:%n", footer = "An apostrophe precedes cells that a spreadsheet would run as a formula. import removes it.")
    void export(@Mixin Output output,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to write, created or replaced only after the export is complete. Default, or -: standard output.") String file,
            @Option(names = "--tenant", paramLabel = "CODE", description = "Only extensions of this tenant.") String tenant,
            @Option(names = "--format", paramLabel = "csv|json", description = "Default: json if the file name ends in .json, otherwise csv.") Format format) {
        boolean standardOutput = file == null || file.equals("-");
        try {
            ExtensionExport export = new ExtensionExport(Format.of(file, format), idOf(tenant));
            if (standardOutput) {
                export.to(output.out(), output::checkWritten);
            } else {
                long exported = export.toFile(Arguments.path(file));
                output.result("Exported extensions: %d.".formatted(exported), Output.object("exported", exported));
            }
        } catch (IOException e) {
            throw CommandException.of(standardOutput ? "Standard output" : "The file", e);
        }
    }

    private static Long idOf(String tenant) {
        return tenant == null ? null : TenantCommand.find(tenant).id;
    }
}
