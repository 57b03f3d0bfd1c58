package org.pbxopenapi.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a database user may do, as SHOW GRANTS has it.
 *
 * @param roles those that the user may take on; the rights of such as are enabled are among the grants
 * @param further rights that are on no table
 * @param unreadable how many lines can't be read
 */
record Grants(List<Grant> grants, List<String> roles, List<String> further, int unreadable) {

    private static final Set<String> READING = Set.of("SELECT", "SHOW VIEW");
    /** What installations of MariaDB give to everybody: databases to try things in. */
    private static final Set<String> TRIALS = Set.of("test", "test_%", "test\\_%");
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
                role.filter(Grant.Role::handedOn).ifPresent(it -> further.add("ADMIN OPTION on the role " + it.name()));
            } else if (!line.startsWith("SET DEFAULT ROLE ")) {
                unreadable++;
            }
        }
        return new Grants(grants, roles, further, unreadable);
    }

    /**
     * What the service has no need of, such as {@code INSERT, UPDATE on pbx.*}. Single columns elsewhere may be read: a view
     * that has its reader's rights, and not its maker's, asks for that.
     */
    List<String> excess(String database, Set<String> relations) {
        List<String> excess = new ArrayList<>(further);
        for (Grant grant : grants) {
            if (grant.toEverybody() && TRIALS.contains(grant.database()) && !grant.reaches(database)) {
                continue;
            }
            boolean mayRead = grant.isOfAll(database)
                    || grant.database().equals(database) && relations.contains(grant.name());
            List<String> rights = grant.rights().stream().filter(right -> !right.name().equals("USAGE")
                    && !(READING.contains(right.name()) && (mayRead || right.onColumns()))).map(Grant.Right::name).toList();
            if (!rights.isEmpty()) {
                excess.add(String.join(", ", rights.subList(0, Math.min(rights.size(), NAMED)))
                        + (rights.size() > NAMED ? ", …" : "") + " on " + grant.on());
            }
        }
        return excess;
    }

    /** The databases, of these, that what is granted on one reaches as well, since a {@code _} in its name is a wildcard. */
    List<String> reached(String database, List<String> others) {
        return grants.stream().filter(grant -> grant.isOfAll(database))
                .flatMap(grant -> others.stream().filter(other -> !other.equals(database) && grant.reaches(other)))
                .distinct().toList();
    }

    boolean mayReadAllOf(String database) {
        return grants.stream().anyMatch(grant -> grant.isOfAll(database)
                && grant.rights().contains(new Grant.Right("SELECT", false)));
    }
}
