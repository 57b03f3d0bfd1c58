package org.pbxopenapi.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The privileges of a database user, according to SHOW GRANTS.
 *
 * @param grants include those of enabled roles
 * @param roles the roles that the user may enable
 * @param further privileges on other users and roles
 * @param unreadable the number of lines that can't be parsed
 */
record Grants(List<Grant> grants, List<String> roles, List<String> further, int unreadable) {

    private static final Set<String> READ = Set.of("SELECT", "SHOW VIEW");
    /** The test databases, on which a new MariaDB grants privileges to PUBLIC. */
    private static final Set<String> TEST_DATABASES = Set.of("test", "test_%", "test\\_%");
    private static final int NAMED = 4;

    static Grants of(List<String> lines) {
        List<Grant> grants = new ArrayList<>();
        List<String> roles = new ArrayList<>();
        List<String> further = new ArrayList<>();
        int unreadable = lines.isEmpty() ? 1 : 0;
        for (String given : lines) {
            String line = String.valueOf(given);
            Optional<Grant> grant = Grant.parse(line);
            Optional<Grant.Role> role = Grant.role(line);
            if (line.startsWith("GRANT PROXY ON ")) {
                further.add("PROXY on other users");
            } else if (grant.isPresent()) {
                grants.add(grant.get());
            } else if (role.isPresent()) {
                roles.add(role.get().name());
                role.filter(Grant.Role::withAdmin).ifPresent(it -> further.add("ADMIN OPTION on the role " + it.name()));
            } else if (!line.startsWith("SET DEFAULT ROLE ")) {
                unreadable++;
            }
        }
        return new Grants(grants, roles, further, unreadable);
    }

    /**
     * Privileges that the service does not need, such as {@code INSERT, UPDATE on pbx.*}. SELECT on columns of other tables is
     * allowed, because a view with SQL SECURITY INVOKER needs it.
     */
    List<String> excess(String database, Set<String> relations) {
        List<String> excess = new ArrayList<>(further);
        for (Grant grant : grants) {
            if (grant.isPublic() && TEST_DATABASES.contains(grant.database()) && !grant.appliesTo(database)) {
                continue;
            }
            boolean mayRead = grant.coversAllOf(database)
                    || grant.database().equals(database) && relations.contains(grant.name());
            List<String> rights = grant.rights().stream().filter(right -> !right.name().equals("USAGE")
                    && !(READ.contains(right.name()) && (mayRead || right.onColumns()))).map(Grant.Right::name).toList();
            if (!rights.isEmpty()) {
                excess.add(String.join(", ", rights.subList(0, Math.min(rights.size(), NAMED)))
                        + (rights.size() > NAMED ? ", …" : "") + " on " + grant.object());
            }
        }
        return excess;
    }

    /** The other databases to which grants on this one apply, too, because {@code _} in its name is a wildcard. */
    List<String> alsoGranted(String database, List<String> others) {
        return grants.stream().filter(grant -> grant.coversAllOf(database))
                .flatMap(grant -> others.stream().filter(other -> !other.equals(database) && grant.appliesTo(other)))
                .distinct().toList();
    }

    boolean mayReadAllOf(String database) {
        return grants.stream().anyMatch(grant -> grant.coversAllOf(database)
                && grant.rights().contains(new Grant.Right("SELECT", false)));
    }
}
