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
            @Parameters(paramLabel = "CODE", description = "What clients call it, such as ACME; no two tenants have the same.") String code,
            @Parameters(paramLabel = "NAME", description = "Its name, which clients may use instead.") String name) {
        Tenant tenant = new Tenant();
        QuarkusTransaction.requiringNew().run(() -> {
            setCode(tenant, code);
            setName(tenant, name);
            tenant.persist();
            warnOfNamesakes(output, tenant);
        });
        output.result("Created tenant %s (%s), id %d.".formatted(tenant.code, tenant.name, tenant.id), object(tenant));
    }

    @Command(description = "List tenants by their ids.")
    void list(@Mixin Output output) {
        List<Tenant> tenants = Tenant.listAll(Sort.by("id"));
        try (Output.Table table = output.table("id", "code", "name")) {
            tenants.forEach(tenant -> table.row(tenant.id, tenant.code, tenant.name));
        }
    }

    static class NewNames {
        @Option(names = "--name", paramLabel = "NAME", description = "Its new name.")
        String name;
        @Option(names = "--code", paramLabel = "CODE", description = "Its new code.")
        String code;
    }

    @Command(description = "Give a tenant another name, another code, or both. Its id, keys and extensions stay.")
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
            warnOfNamesakes(output, found);
            return found;
        });
        output.result("Renamed the tenant of id %d: now %s (%s).".formatted(tenant.id, tenant.code, tenant.name),
                object(tenant));
    }

    @Command(description = "Delete a tenant. It must have neither extensions nor keys, unless --cascade is given.")
    void delete(@Mixin Output output,
            @Parameters(paramLabel = "CODE", description = "The tenant's code.") String code,
            @Option(names = "--cascade", description = "Delete its extensions and its keys with it.") boolean cascade) {
        Map<String, Object> deleted = QuarkusTransaction.requiringNew().call(() -> {
            Tenant tenant = find(code);
            long extensions = Extension.count("tenantId", tenant.id);
            long keys = ApiKey.count("tenantId", tenant.id);
            if (extensions + keys > 0 && !cascade) {
                throw new CommandException("tenant_in_use",
                        "The tenant %s has extensions: %d, keys: %d. With --cascade they are deleted too."
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

    /** @throws CommandException if there is no tenant of this code */
    static Tenant find(String code) {
        return Tenant.findByCode(code)
                .orElseThrow(() -> new CommandException("tenant_not_found", "There is no tenant of this code."));
    }

    private static void setCode(Tenant tenant, String code) {
        CommandException.ifAny("The code", VisibleText.whyNoIdentifier(code, LONGEST_CODE));
        if (Tenant.findByCode(code).filter(other -> !other.id.equals(tenant.id)).isPresent()) {
            throw new CommandException("tenant_exists", "There is a tenant of this code already.");
        }
        tenant.code = code;
    }

    private static void setName(Tenant tenant, String name) {
        CommandException.ifAny("The name", VisibleText.whyNoName(name, LONGEST_NAME));
        tenant.name = name;
    }

    private static void warnOfNamesakes(Output output, Tenant tenant) {
        tenant.listNamesakes().forEach(other -> output.warn(
                "tenant %s (%s) is called the same: who gives that as the tenant may mean either, and codes come first."
                        .formatted(other.code, other.name)));
    }

    private static Map<String, Object> object(Tenant tenant) {
        return Output.object("id", tenant.id, "code", tenant.code, "name", tenant.name);
    }
}
