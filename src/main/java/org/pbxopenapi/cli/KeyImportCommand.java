package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.pbxopenapi.apikey.ApiKey;
import org.pbxopenapi.apikey.ApiKey.State;
import org.pbxopenapi.apikey.KeyFormat;
import org.pbxopenapi.cli.KeyCommand.Scope;
import org.pbxopenapi.cli.transfer.FileErrors;
import org.pbxopenapi.cli.transfer.RowReader;
import org.pbxopenapi.cli.transfer.RowReader.Column;
import org.pbxopenapi.cli.transfer.RowReader.Format;
import org.pbxopenapi.cli.transfer.RowReader.Kind;
import org.pbxopenapi.extension.VisibleText;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.narayana.jta.QuarkusTransaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Imports the keys of existing clients. Messages never contain a key, only its line and column. */
@Command(name = "import", description = "Import keys that clients use already. If the file has any error, nothing is imported.", footerHeading = "%nFiles:%n", footer = {
        "UTF-8 encoded CSV with a header line, or a JSON array of objects of strings. Columns or members, in any order:",
        "  key         required; delete the file after the import",
        "  tenant      the tenant's code; may be empty with --global",
        "  scope       required; full or read_only", "  label, not_before, expires_at  optional" })
class KeyImportCommand implements Runnable {

    private static final List<Column> COLUMNS = List.of(new Column("key", true, Kind.SECRET),
            new Column("tenant", false, Kind.TEXT),
            new Column("scope", true, Kind.TEXT), new Column("label", false, Kind.TEXT),
            new Column("not_before", false, Kind.TEXT),
            new Column("expires_at", false, Kind.TEXT));
    /** What fits into a header line. */
    private static final int LONGEST_KEY = 4096;
    private static final int FLUSHED_KEYS = 1000;
    private static final int LISTED_LINES = 20;
    private static final List<String> SCOPES = Arrays.stream(Scope.values()).map(Scope::code).toList();

    @Mixin
    Output output;
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file to read. Default, or -: standard input.")
    String file;
    @Option(names = "--global", description = "Import keys without a tenant as keys for all tenants.")
    boolean global;
    @Option(names = "--format", paramLabel = "csv|json", description = "Default: json if the file name ends in .json, otherwise csv.")
    Format format;

    private final FileErrors errors = new FileErrors();
    private final Map<String, Optional<Tenant>> tenants = new HashMap<>();
    private final List<Long> weakLines = new ArrayList<>();
    private final List<Long> blankLines = new ArrayList<>();
    private final List<Long> hiddenLines = new ArrayList<>();
    private Instant now;
    private long created;
    private long unchanged;

    @Override
    public void run() {
        try (InputStream in = InputFile.open(file, output);
                RollbackOnShutdown rollback = new RollbackOnShutdown(output)) {
            RowReader rows = RowReader.read(in, Format.of(file, format), COLUMNS, errors);
            QuarkusTransaction.requiringNew().run(() -> {
                load(rows);
                errors.throwIfAny();
                rollback.disable();
            });
        } catch (UncheckedIOException e) {
            throw InputFile.failure(file, e.getCause());
        } catch (IOException e) {
            throw InputFile.failure(file, e);
        }
        warn("keys that are easy to guess because they are short or have few different characters: %d (line %s). Rotate them.",
                weakLines);
        warn("keys that start or end with whitespace, which a header can't transmit: %d (line %s).", blankLines);
        warn("keys with invisible characters: %d (line %s).", hiddenLines);
        output.result("Keys imported: %d, unchanged: %d.".formatted(created, unchanged),
                Output.object("created", created, "unchanged", unchanged, "weak", weakLines.size()));
    }

    private void warn(String sentence, List<Long> lines) {
        if (!lines.isEmpty()) {
            output.warn(sentence.formatted(lines.size(),
                    lines.stream().limit(LISTED_LINES).map(String::valueOf).collect(joining(", "))));
        }
    }

    private void load(RowReader rows) {
        now = ApiKey.now();
        try {
            while (rows.next()) {
                ApiKey key = read(rows);
                if (!errors.isEmpty()) {
                    continue; // only report further errors
                }
                key.createdAt = now;
                store(key, rows);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiKey read(RowReader rows) {
        String secret = rows.text("key");
        VisibleText.textError(secret, LONGEST_KEY).ifPresent(why -> rows.wrong("key", why));
        if (KeyFormat.isMistyped(secret.getBytes(UTF_8))) {
            rows.wrong("key", "begins with " + KeyFormat.PREFIX + ", but is mistyped or incomplete");
        }
        ApiKey key = ApiKey.of(secret);
        key.tenantId = tenantId(rows);
        key.scope = rows.text("scope");
        if (!SCOPES.contains(key.scope)) {
            rows.wrong("scope", "must be " + String.join(" or ", SCOPES));
        }
        key.label = optional(rows, "label");
        if (key.label != null) {
            VisibleText.textError(key.label, KeyCommand.LONGEST_LABEL).ifPresent(why -> rows.wrong("label", why));
        }
        key.notBefore = time(rows, "not_before");
        key.expiresAt = time(rows, "expires_at");
        if (key.expiresAt != null && !key.expiresAt.isAfter(key.notBefore == null ? now : key.notBefore)) {
            rows.wrong("expires_at", "is in the past, or not after not_before");
        }
        if (!secret.equals(secret.strip())) {
            blankLines.add(rows.line());
        }
        if (VisibleText.isHidden(secret)) {
            hiddenLines.add(rows.line());
        }
        return key;
    }

    private Long tenantId(RowReader rows) {
        String code = optional(rows, "tenant");
        if (code == null) {
            if (!global) {
                rows.wrong("tenant", "is missing; with --global it would be a key for all tenants");
            }
            return null;
        }
        Optional<Tenant> tenant = tenants.computeIfAbsent(code, Tenant::findByCode);
        if (tenant.isEmpty()) {
            rows.wrong("tenant", "is not the code of a tenant"); // never its value: with mixed-up columns it may be the key
        }
        return tenant.map(found -> found.id).orElse(null);
    }

    private Instant time(RowReader rows, String column) {
        String time = optional(rows, column);
        try {
            return time == null ? null : TimeArgument.parse(time).at(now);
        } catch (TypeConversionException | CommandException e) {
            rows.wrong(column, "must be a time such as " + TimeArgument.SYNTAX);
            return null;
        }
    }

    private static String optional(RowReader rows, String column) {
        String text = rows.text(column);
        return text == null || text.isEmpty() ? null : text;
    }

    private void store(ApiKey key, RowReader rows) {
        Optional<ApiKey> same = ApiKey.findByHash(key.keyHash);
        if (same.isEmpty()) {
            key.persist();
            created++;
            if (created % FLUSHED_KEYS == 0) {
                ApiKey.getEntityManager().clear(); // IDENTITY ids: persist() has inserted the rows already
            }
            if (key.weak) {
                weakLines.add(rows.line());
            }
        } else if (same.get().state() == State.REVOKED) {
            rows.wrong("key", "exists already as key " + same.get().id + ", which is revoked");
        } else if (Objects.equals(same.get().tenantId, key.tenantId) && same.get().scope.equals(key.scope)) {
            unchanged++;
        } else {
            rows.wrong("key", "exists already as key " + same.get().id + ", with another tenant or scope");
        }
    }
}
