package org.pbxopenapi.cli;

import java.util.List;
import java.util.Map;

import org.pbxopenapi.apikey.ApiKey;
import org.pbxopenapi.extension.Extension;
import org.pbxopenapi.extension.VisibleText;
import org.pbxopenapi.tenant.Tenant;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tenant", description = "Create, list, rename and delete tenants.")
class TenantCommand {

    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_NAME = 255;

    @Command(description = "Create a tenant.")
    void create(@Mixin Output output,
            @Parameters(paramLabel = "CODE", description = "A unique code that clients send, such as ACME.") String code,
            @Parameters(paramLabel = "NAME", description = "The name, which clients may send instead of the code.") String name) {
        Tenant tenant = new Tenant();
        QuarkusTransaction.requiringNew().run(() -> {
            setCode(tenant, code);
            setName(tenant, name);
            tenant.persist();
            warnAboutAmbiguity(output, tenant);
        });
        output.result("Created tenant %s (%s), id %d.".formatted(tenant.code, tenant.name, tenant.id), object(tenant));
    }

    @Command(description = "List tenants, ordered by id.")
    void list(@Mixin Output output) {
        List<Tenant> tenants = Tenant.listAll(Sort.by("id"));
        try (Table table = new Table(output, "id", "code", "name")) {
            tenants.forEach(tenant -> table.row(tenant.id, tenant.code, tenant.name));
        }
    }

    static class NewNames {
        @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
        String name;
        @Option(names = "--code", paramLabel = "CODE", description = "The new code.")
        String code;
    }

    @Command(description = "Change the name, the code, or both. The id, keys and extensions stay the same.")
    void rename(@Mixin Output output,
            @Parameters(paramLabel = "CODE", description = "The tenant's code.") String code,
            @ArgGroup(exclusive = false, multiplicity = "1") NewNames now) {
        Tenant tenant = QuarkusTransaction.requiringNew().call(() -> {
            Tenant found = find(code);
            if (now.code != null) {
                setCode(found, now.code);
            }
            if (now.name != null) {
                setName(found, now.name);
            }
            warnAboutAmbiguity(output, found);
            return found;
        });
        output.result("Renamed tenant %d to %s (%s).".formatted(tenant.id, tenant.code, tenant.name),
                object(tenant));
    }

    @Command(description = "Delete a tenant. Fails if the tenant has extensions or keys, unless --cascade is given.")
    void delete(@Mixin Output output,
            @Parameters(paramLabel = "CODE", description = "The tenant's code.") String code,
            @Option(names = "--cascade", description = "Also delete the tenant's extensions and keys.") boolean cascade) {
        Map<String, Object> deleted = QuarkusTransaction.requiringNew().call(() -> {
            Tenant tenant = find(code);
            long extensions = Extension.count("tenantId", tenant.id);
            long keys = ApiKey.count("tenantId", tenant.id);
            if (extensions + keys > 0 && !cascade) {
                throw new CommandException("tenant_in_use",
                        "Tenant %s has extensions: %d, keys: %d. Use --cascade to delete them too."
                                .formatted(tenant.code, extensions, keys));
            }
            Extension.delete("tenantId", tenant.id);
            ApiKey.delete("tenantId", tenant.id);
            tenant.delete();
            Map<String, Object> object = object(tenant);
            object.put("extensions", extensions);
            object.put("keys", keys);
            return object;
        });
        output.result(
                "Deleted tenant %s (%s), extensions: %d, keys: %d.".formatted(deleted.values().stream().skip(1).toArray()),
                deleted);
    }

    /** @throws CommandException {@code tenant_not_found} */
    static Tenant find(String code) {
        return Tenant.findByCode(code)
                .orElseThrow(() -> new CommandException("tenant_not_found", "There is no tenant with this code."));
    }

    private static void setCode(Tenant tenant, String code) {
        CommandException.throwIfInvalid("The code", VisibleText.identifierError(code, LONGEST_CODE));
        if (Tenant.findByCode(code).filter(other -> !other.id.equals(tenant.id)).isPresent()) {
            throw new CommandException("tenant_exists", "A tenant with this code already exists.");
        }
        tenant.code = code;
    }

    private static void setName(Tenant tenant, String name) {
        CommandException.throwIfInvalid("The name", VisibleText.nameError(name, LONGEST_NAME));
        tenant.name = name;
    }

    private static void warnAboutAmbiguity(Output output, Tenant tenant) {
        tenant.listNamesakes().forEach(other -> output.warn(
                "tenant %s (%s) has the same code or name. For clients that send it, a code takes precedence over a name."
                        .formatted(other.code, other.name)));
    }

    private static Map<String, Object> object(Tenant tenant) {
        return Output.object("id", tenant.id, "code", tenant.code, "name", tenant.name);
    }
}
