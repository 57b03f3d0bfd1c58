package org.pbxopenapi.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.pbxopenapi.apikey.ApiKey;
import org.pbxopenapi.apikey.ApiKey.State;
import org.pbxopenapi.apikey.KeyFormat;
import org.pbxopenapi.extension.VisibleText;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.narayana.jta.QuarkusTransaction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API key commands. A key is never an argument, because every user of the machine can see arguments. */
@Command(name = "key", description = "Create, list, revoke, rotate, import and check API keys.", subcommands = {
        KeyImportCommand.class, KeyCheckCommand.class })
class KeyCommand {

    private static final String[] COLUMNS = { "id", "tenant", "global", "scope", "state", "label", "created_at", "not_before",
            "expires_at",
            "revoked_at", "weak" };
    static final int LONGEST_LABEL = 255;

    enum Scope {
        FULL,
        READ_ONLY;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static class Owner {
        @Option(names = "--tenant", paramLabel = "CODE", description = "The tenant with this code.")
        String tenant;
        @Option(names = "--global", description = "All tenants.")
        boolean global;
    }

    @Command(description = "Create a key and print it. Standard output is the key only; it can't be shown again.")
    void create(@Mixin Output output,
            @ArgGroup(multiplicity = "1", heading = "Extensions that the key gives access to:%n") Owner owner,
            @Option(names = "--scope", defaultValue = "read_only", paramLabel = "full|read_only", description = "What the key permits. Default: ${DEFAULT-VALUE}.") Scope scope,
            @Option(names = "--label", description = "A label for lists, such as the client that uses the key.") String label,
            @Option(names = "--expires", paramLabel = "TIME", description = "When the key expires: "
                    + TimeArgument.SYNTAX + ". Times are in UTC.") TimeArgument expires,
            @Option(names = "--not-before", paramLabel = "TIME", description = "When the key becomes valid.") TimeArgument notBefore) {
        String secret = KeyFormat.create();
        QuarkusTransaction.requiringNew().run(() -> {
            ApiKey key = ApiKey.of(secret);
            key.createdAt = ApiKey.now();
            key.tenantId = owner.global ? null : TenantCommand.find(owner.tenant).id;
            key.scope = scope.code();
            if (label != null) {
                CommandException.throwIfInvalid("The label", VisibleText.textError(label, LONGEST_LABEL));
            }
            key.label = label;
            key.notBefore = notBefore == null ? null : notBefore.at(key.createdAt);
            key.expiresAt = expires == null ? null : expires.at(key.createdAt);
            show(output, secret, insert(key));
        });
    }

    @Command(description = "List keys, without their values, of which only hashes are stored.")
    void list(@Mixin Output output, @ArgGroup Owner owner) {
        Long tenant = owner == null || owner.global ? null : TenantCommand.find(owner.tenant).id;
        List<ApiKey> keys = ApiKey.list(tenant, owner != null && owner.global);
        Map<Long, String> codes = Tenant.codes();
        try (Table table = new Table(output, COLUMNS)) {
            keys.forEach(key -> table.row(describe(key, codes.get(key.tenantId)).values().toArray()));
        }
    }

    @Command(description = "Revoke a key permanently. The service rejects it once its cache entry expires, by default within a second.")
    void revoke(@Mixin Output output, @Parameters(paramLabel = "ID", description = "The id of the key, as listed.") long id) {
        Map<String, Object> revoked = QuarkusTransaction.requiringNew().call(() -> {
            ApiKey key = find(id);
            if (key.revokedAt == null) {
                key.revokedAt = ApiKey.now();
                key.update();
            }
            return describe(key);
        });
        output.result("Key %s was revoked at %s.".formatted(id, revoked.get("revoked_at")), revoked);
    }

    @Command(description = "Replace a key: create one with the same tenant, scope and label, and let the old one expire.")
    void rotate(@Mixin Output output, @Parameters(paramLabel = "ID", description = "The id of the old key, as listed.") long id,
            @Option(names = "--overlap", defaultValue = "24h", paramLabel = "TIME", description = "When the old key expires, unless it expires earlier. Default: ${DEFAULT-VALUE} from now.") TimeArgument overlap,
            @Option(names = "--expires", paramLabel = "TIME", description = "When the new key expires. Default: after the same lifetime as the old key.") TimeArgument expires) {
        String secret = KeyFormat.create();
        QuarkusTransaction.requiringNew().run(() -> {
            ApiKey old = find(id);
            if (old.state() == State.REVOKED || old.state() == State.EXPIRED) {
                throw new CommandException("key_not_valid",
                        "Key " + id + " can't be rotated: it is " + old.state().name().toLowerCase(Locale.ROOT) + ".");
            }
            ApiKey key = ApiKey.of(secret);
            key.createdAt = ApiKey.now();
            key.tenantId = old.tenantId;
            key.scope = old.scope;
            key.label = old.label;
            key.notBefore = old.state() == State.NOT_YET_VALID ? old.notBefore : null;
            key.expiresAt = expires != null ? expires.at(key.createdAt)
                    : expiryAfterSameLifetime(old, key.notBefore == null ? key.createdAt : key.notBefore);
            Instant end = overlap.at(key.createdAt);
            old.expiresAt = old.expiresAt == null || end.isBefore(old.expiresAt) ? end : old.expiresAt;
            old.update();
            Map<String, Object> object = insert(key);
            object.put("replaces", describe(find(id)));
            show(output, secret, object);
        });
    }

    private static ApiKey find(long id) {
        return ApiKey.findByNumber(id)
                .orElseThrow(() -> new CommandException("key_not_found", "There is no key with the id " + id + "."));
    }

    private static Instant expiryAfterSameLifetime(ApiKey old, Instant start) {
        return old.expiresAt == null ? null
                : start.plus(Duration.between(old.notBefore != null ? old.notBefore : old.createdAt, old.expiresAt));
    }

    private static Map<String, Object> insert(ApiKey key) {
        Instant begin = key.notBefore == null || key.notBefore.isBefore(key.createdAt) ? key.createdAt : key.notBefore;
        if (key.expiresAt != null && !key.expiresAt.isAfter(begin)) {
            throw new CommandException("invalid_value", "The key would expire before it becomes valid.");
        }
        key.persist();
        return describe(find(key.id));
    }

    private static Map<String, Object> describe(ApiKey key) {
        String tenant = key.isGlobal() ? null
                : Tenant.<Tenant> findByIdOptional(key.tenantId).map(owner -> owner.code).orElse("?");
        return describe(key, tenant);
    }

    private static Map<String, Object> describe(ApiKey key, String tenant) {
        return Output.object("id", key.id, "tenant", tenant, "global", key.isGlobal(), "scope", key.scope, "state",
                key.state().name().toLowerCase(Locale.ROOT), "label", key.label, "created_at", key.createdAt, "not_before",
                key.notBefore, "expires_at", key.expiresAt, "revoked_at", key.revokedAt, "weak", key.weak);
    }

    /**
     * Writes the key to standard output and, in text format, its description to standard error. If writing fails, the caller's
     * transaction fails too: nobody would know the key.
     */
    private static void show(Output output, String secret, Map<String, Object> key) {
        Map<String, Object> object = Output.object("key", secret);
        object.putAll(key);
        output.result(secret, object);
        output.checkWritten();
        output.note(
                "Created key %s (%s) for %s. Store it now: it can't be shown again.".formatted(key.get("id"), key.get("scope"),
                        key.get("tenant") == null ? "all tenants" : "tenant " + key.get("tenant")));
    }
}
