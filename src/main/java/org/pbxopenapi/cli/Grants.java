package org.pbxopenapi.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a database user may do, as SHOW GRANTS has it, without the hash of the password, which that has too. */
record Grants(List<Grant> grants) {

    /** @param on a table, or all tables of a database, or everything: {@code *.*} */
    private record Grant(List<String> rights, boolean onColumns, String database, String on) {

        boolean isOfAll(String own) {
            return database.equals(own) && on.equals(own + ".*");
        }
    }

    private static final Pattern GRANT = Pattern.compile("GRANT (?<rights>.+?) ON (?:[A-Z ]+ )?"
            + "(?<database>`(?:[^`]|``)+`|\\*)\\.(?<name>`(?:[^`]|``)+`|\\*) TO .*?(?<option> WITH .*GRANT OPTION.*)?");
    private static final Pattern COLUMNS = Pattern.compile(" ?\\([^)]*\\)");
    /** What installations of MariaDB give to everybody: databases to try things in. */
    private static final Pattern EVERYBODYS = Pattern.compile(" ON `test(?:\\\\?_%)?`\\.\\* TO PUBLIC");
    private static final int NAMED = 4;
    private static final Set<String> READING = Set.of("SELECT", "SHOW VIEW");

    static Grants of(List<String> lines) {
        List<Grant> grants = new ArrayList<>();
        for (String line : lines) {
            Matcher grant = GRANT.matcher(line);
            if (EVERYBODYS.matcher(line).find()) {
                continue;
            }
            if (grant.matches()) {
                String rights = grant.group("rights");
                List<String> all = new ArrayList<>(Arrays.asList(COLUMNS.matcher(rights).replaceAll("").split(", ")));
                if (grant.group("option") != null) {
                    all.add("GRANT OPTION");
                }
                String database = plain(grant.group("database")).replace("\\", ""); // escapes what would be a wildcard
                grants.add(new Grant(all, COLUMNS.matcher(rights).find(), database,
                        database + "." + plain(grant.group("name"))));
            } else if (line.startsWith("GRANT PROXY ")) {
                grants.add(new Grant(List.of("PROXY"), false, "", "other users"));
            }
        }
        return new Grants(grants);
    }

    /**
     * What the service has no need of, such as {@code INSERT, UPDATE on pbx.*}. Single columns elsewhere may be read: a view
     * that has its reader's rights, and not its maker's, asks for that.
     */
    List<String> excess(String database, Set<String> relations) {
        List<String> excess = new ArrayList<>();
        for (Grant grant : grants) {
            boolean mayRead = grant.onColumns || grant.isOfAll(database)
                    || relations.stream().anyMatch(relation -> grant.on.equals(database + "." + relation));
            List<String> rights = grant.rights.stream()
                    .filter(right -> !right.equals("USAGE") && !(mayRead && READING.contains(right))).toList();
            if (!rights.isEmpty()) {
                excess.add(String.join(", ", rights.subList(0, Math.min(rights.size(), NAMED)))
                        + (rights.size() > NAMED ? ", …" : "") + " on " + grant.on);
            }
        }
        return excess;
    }

    boolean mayReadAllOf(String database) {
        return grants.stream().anyMatch(grant -> grant.isOfAll(database) && grant.rights.contains("SELECT"));
    }

    private static String plain(String name) {
        return name.equals("*") ? name : name.substring(1, name.length() - 1).replace("``", "`");
    }
}
