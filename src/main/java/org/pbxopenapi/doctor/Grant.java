package org.pbxopenapi.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of SHOW GRANTS with privileges, without its password hash.
 *
 * @param database a name or, for {@code name.*}, a LIKE pattern; {@code *}: every database
 * @param name a table or routine; {@code *}: the whole database
 * @param isPublic whether it is granted to PUBLIC
 */
record Grant(List<Grant.Right> rights, String database, String name, boolean isPublic) {

    /** @param onColumns whether it is limited to columns */
    record Right(String name, boolean onColumns) {
    }

    /** @param withAdmin whether the user may grant it to others */
    record Role(String name, boolean withAdmin) {
    }

    /** Quoted by backticks or, with ANSI_QUOTES, by double quotes; without sql_quote_show_create usually not quoted. */
    private static final String NAME = "(?:`[^`]*+(?:``[^`]*+)*+`|\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[\\p{L}\\p{N}_$]++)";
    private static final String COLUMNS = "(?<columns> ?\\(" + NAME + "(?:, ?" + NAME + ")*+\\))?";
    private static final Pattern RIGHT = Pattern.compile("(?<name>[A-Z]+(?: [A-Z]+)*)" + COLUMNS);
    private static final String RIGHTS = "(?<rights>" + unnamed(RIGHT) + "(?:, " + unnamed(RIGHT) + ")*)";
    private static final Pattern GRANT = Pattern.compile("GRANT " + RIGHTS + " ON (?:[A-Z]+(?: [A-Z]+)* )?(?<database>" + NAME
            + "|\\*)\\.(?<name>" + NAME + "|\\*) TO (?<rest>.+)", Pattern.DOTALL);
    private static final Pattern ROLE = Pattern.compile("GRANT (?<role>" + NAME + ") TO (?<rest>.+)", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile(" WITH .*(GRANT|ADMIN) OPTION", Pattern.DOTALL);

    private static String unnamed(Pattern pattern) {
        return pattern.pattern().replaceAll("\\?<[a-z]+>", "?:");
    }

    /** Parses a line; empty: it grants no privileges, or can't be parsed. */
    static Optional<Grant> parse(String line) {
        Matcher grant = GRANT.matcher(line);
        if (!grant.matches()) {
            return Optional.empty();
        }
        List<Right> rights = new ArrayList<>();
        for (Matcher right = RIGHT.matcher(grant.group("rights")); right.lookingAt(); right.region(
                Math.min(right.end() + 2, right.regionEnd()), right.regionEnd())) {
            rights.add(new Right(right.group("name"), right.group("columns") != null));
        }
        String rest = grant.group("rest");
        if (OPTION.matcher(rest).find()) {
            rights.add(new Right("GRANT OPTION", false));
        }
        return Optional.of(new Grant(rights, unquote(grant.group("database")), unquote(grant.group("name")),
                rest.matches("[`\"]?PUBLIC\\b.*")));
    }

    /** Parses a line that grants a role; empty: it grants none, or can't be parsed. */
    static Optional<Role> role(String line) {
        Matcher role = ROLE.matcher(line);
        return role.matches() ? Optional.of(new Role(unquote(role.group("role")), OPTION.matcher(role.group("rest")).find()))
                : Optional.empty();
    }

    /** Whether it grants on the whole database and names it. A pattern for several databases does not count. */
    boolean coversAllOf(String own) {
        return name.equals("*") && (database.equals(own) || database.replace("\\", "").equals(own));
    }

    /** Whether it applies to a database, by name or by pattern. */
    boolean appliesTo(String other) {
        if (!name.equals("*") || database.equals("*")) {
            return database.equals("*") || database.equals(other);
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < database.length(); i++) {
            char c = database.charAt(i);
            if (c == '\\' && i + 1 < database.length()) {
                c = database.charAt(++i);
                regex.append(Pattern.quote(String.valueOf(c)));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(other).matches();
    }

    /** The object of the grant, such as {@code pbx.*}. */
    String object() {
        return (name.equals("*") ? database.replace("\\", "") : database) + "." + name;
    }

    private static String unquote(String name) {
        char quote = name.charAt(0);
        if (quote != '`' && quote != '"') {
            return name;
        }
        return name.substring(1, name.length() - 1).replace("" + quote + quote, String.valueOf(quote));
    }
}
