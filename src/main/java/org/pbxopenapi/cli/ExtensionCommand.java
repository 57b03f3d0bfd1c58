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

    @Command(description = "List extensions by their ids.")
    void list(@Mixin Output output,
            @Option(names = "--tenant", paramLabel = "CODE", description = "Only those of this tenant.") String tenant,
            @Option(names = "--tech", paramLabel = "TECH", description = "Only those of this technology, such as PJSIP.") String tech,
            @Option(names = "--number", paramLabel = "NUMBER", description = "Only those of this number.") String number,
            @Option(names = "--search", paramLabel = "TEXT", description = "Only those with this text in number or name.") String search) {
        Output.Table table = output.table("id", "tenant", "number", "name", "tech");
        Extension.read(idOf(tenant), tech, number, search, table::row);
        table.close();
    }

    @Command(name = "import", description = "Create extensions, and change those that are there, by tenant and number; all that a file has or, if anything is wrong, none.", footerHeading = "%nFiles:%n", footer = {
            "UTF-8; CSV with a header line, or JSON: an array of objects of strings. Columns or members, in any order:",
            "  id      may be missing; for an extension that is there, it must be its own",
            "  tenant  the tenant's code; missing if --tenant is given",
            "  number", "  name    may be missing: then it stays as it is, or is empty",
            "  tech    may be missing where all extensions are there already" })
    void importFile(@Mixin Output output,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "By default, or if it is -: standard input.") String file,
            @Option(names = "--tenant", paramLabel = "CODE", description = "The tenant of all extensions in the file.") String tenant,
            @Option(names = "--format", paramLabel = "csv|json", description = "By default: json if the file's name ends so, else csv.") Format format,
            @Option(names = "--dry-run", description = "Only say what is wrong, or what would change.") boolean dryRun) {
        Long tenantId = idOf(tenant); // not in the transaction, which would see all as it was then
        PrintWriter terminal = output.format == Output.Format.HUMAN && ProgressBar.isTerminal(2) ? output.err() : null;
        FileErrors errors = new FileErrors();
        try (InputStream in = InputFile.open(file, output);
                Interruption interruption = new Interruption(output)) {
            Summary done;
            try (ProgressBar progress = new ProgressBar(terminal, InputFile.size(file))) {
                done = QuarkusTransaction.requiringNew().call(() -> {
                    Summary summary = load(progress.watch(in), Format.of(file, format), tenantId, errors, progress, dryRun);
                    interruption.passed();
                    return summary;
                });
            }
            errors.warn(output::warn);
            output.result((dryRun ? "It would create %d, change %d, and leave %d extensions as they are. Nothing is changed."
                    : "Created %d, changed %d, and left %d extensions as they were.")
                    .formatted(done.created(), done.changed(), done.unchanged()),
                    Output.object("created", done.created(), "changed", done.changed(), "unchanged", done.unchanged(),
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

    @Command(description = "Write extensions to a file, by their ids. It can be imported again as it is.", footerHeading = "%nIn CSV:%n", footer = "A cell that a spreadsheet would take for a formula has an apostrophe before it, which import takes away.")
    void export(@Mixin Output output,
            @Parameters(arity = "0..1", paramLabel = "FILE", description = "By default, or if it is -: standard output. It appears, or is replaced, once it is whole.") String file,
            @Option(names = "--tenant", paramLabel = "CODE", description = "Only those of this tenant.") String tenant,
            @Option(names = "--format", paramLabel = "csv|json", description = "By default: json if the file's name ends so, else csv.") Format format) {
        boolean standardOutput = file == null || file.equals("-");
        try {
            ExtensionExport export = new ExtensionExport(Format.of(file, format), idOf(tenant));
            if (standardOutput) {
                export.to(output.out(), output::check);
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
