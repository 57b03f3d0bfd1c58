package org.pbxopenapi.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.pbxopenapi.apikey.ApiKey;
import org.pbxopenapi.apikey.ApiKey.State;
import org.pbxopenapi.apikey.KeyFormat;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.narayana.jta.QuarkusTransaction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A key itself is never an argument, since those are seen by all who are on the machine. */
@Command(name = "key", description = "Create, list, revoke, rotate, import and check API keys.", subcommands = {
        KeyImportCommand.class, KeyCheckCommand.class })
class KeyCommand {

    /** How a key is described. */
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
        @Option(names = "--tenant", paramLabel = "CODE", description = "The tenant of this code.")
        String tenant;
        @Option(names = "--global", description = "All tenants.")
        boolean global;
    }

    @Command(description = "Create a key, and show it: standard output is the key alone. It can't be shown again.")
    void create(@Mixin Output output,
            @ArgGroup(multiplicity = "1", heading = "Whose extensions it opens:%n") Owner owner,
            @Option(names = "--scope", defaultValue = "read_only", paramLabel = "full|read_only", description = "By default: read_only.") Scope scope,
            @Option(names = "--label", description = "What to call it in lists, such as the client that uses it.") String label,
            @Option(names = "--expires", paramLabel = "TIME", description = "From when on it is no longer good: "
                    + TimeArgument.SYNTAX + ".") TimeArgument expires,
            @Option(names = "--not-before", paramLabel = "TIME", description = "From when on it is good.") TimeArgument notBefore) {
        String secret = KeyFormat.create();
        QuarkusTransaction.requiringNew().run(() -> {
            ApiKey key = ApiKey.of(secret);
            key.createdAt = ApiKey.now();
            key.tenantId = owner.global ? null : TenantCommand.find(owner.tenant).id;
            key.scope = scope.code();
            key.label = label == null ? null : CommandException.text("The label", label, LONGEST_LABEL);
            key.notBefore = notBefore == null ? null : notBefore.at(key.createdAt);
            key.expiresAt = expires == null ? null : expires.at(key.createdAt);
            show(output, secret, insert(key));
        });
    }

    @Command(description = "List keys, without the keys themselves, of which only a hash is kept.")
    void list(@Mixin Output output, @ArgGroup Owner owner) {
        Long tenant = owner == null || owner.global ? null : TenantCommand.find(owner.tenant).id;
        List<ApiKey> keys = ApiKey.list(tenant, owner != null && owner.global);
        Map<Long, String> codes = Tenant.codes();
        try (Output.Table table = output.table(COLUMNS)) {
            keys.forEach(key -> table.row(describe(key, codes.get(key.tenantId)).values().toArray()));
        }
    }

    @Command(description = "Revoke a key at once and for good. It is refused as soon as the services' cache is over, within a second.")
    void revoke(@Mixin Output output, @Parameters(paramLabel = "ID", description = "The key's id, as listed.") long id) {
        Map<String, Object> revoked = QuarkusTransaction.requiringNew().call(() -> {
            ApiKey key = find(id);
            if (key.revokedAt == null) {
                key.revokedAt = ApiKey.now();
                key.update();
            }
            return describe(key);
        });
        output.result("Key %s is revoked since %s.".formatted(id, revoked.get("revoked_at")), revoked);
    }

    @Command(description = "Create a key in place of another one, of the same tenant, scope and label, and have the old one expire.")
    void rotate(@Mixin Output output, @Parameters(paramLabel = "ID", description = "The old key's id, as listed.") long id,
            @Option(names = "--overlap", defaultValue = "24h", paramLabel = "TIME", description = "When the old key expires, unless it does so earlier; by default: 24h, from now.") TimeArgument overlap,
            @Option(names = "--expires", paramLabel = "TIME", description = "When the new key expires; by default: after as long a life as the old one had.") TimeArgument expires) {
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
                    : expiryAfterSameLife(old, key.notBefore == null ? key.createdAt : key.notBefore);
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
                .orElseThrow(() -> new CommandException("key_not_found", "There is no key of the id " + id + "."));
    }

    private static Instant expiryAfterSameLife(ApiKey old, Instant birth) {
        return old.expiresAt == null ? null
                : birth.plus(Duration.between(old.notBefore != null ? old.notBefore : old.createdAt, old.expiresAt));
    }

    /** Stores a key, and describes it. */
    private static Map<String, Object> insert(ApiKey key) {
        Instant begin = key.notBefore == null || key.notBefore.isBefore(key.createdAt) ? key.createdAt : key.notBefore;
        if (key.expiresAt != null && !key.expiresAt.isAfter(begin)) {
            throw new CommandException("invalid_value", "The key would be expired before it is valid.");
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
     * For people, the key is all of standard output, and the rest is said on standard error. If it can't be shown, the caller's
     * transaction fails: there would be a key that nobody has.
     */
    private static void show(Output output, String secret, Map<String, Object> key) {
        Map<String, Object> object = Output.object("key", secret);
        object.putAll(key);
        output.result(secret, object);
        output.check();
        output.note("Key %s, %s, for %s. Keep it now: it can't be shown again.".formatted(key.get("id"), key.get("scope"),
                key.get("tenant") == null ? "all tenants" : "tenant " + key.get("tenant")));
    }
}
