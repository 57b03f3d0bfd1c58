package org.pbxopenapi.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of SHOW GRANTS that gives rights, without the hash of the password, which that has too.
 *
 * @param database a name or, for {@code name.*}, a pattern of LIKE; {@code *}: every database
 * @param name a table or routine; {@code *}: all of the database
 * @param toEverybody whether PUBLIC has it
 */
record Grant(List<Grant.Right> rights, String database, String name, boolean toEverybody) {

    /** @param onColumns whether it is of single columns only */
    record Right(String name, boolean onColumns) {
    }

    /** @param handedOn whether the user may give it to others */
    record Role(String name, boolean handedOn) {
    }

    /** Quoted by backticks or, under ANSI_QUOTES, by double quotes; without sql_quote_show_create mostly not at all. */
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

    /** What a line gives; empty: it is another statement, or can't be read. */
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
        return Optional.of(new Grant(rights, plain(grant.group("database")), plain(grant.group("name")),
                rest.matches("[`\"]?PUBLIC\\b.*")));
    }

    /** The role that a line gives; empty: it is another statement, or can't be read. */
    static Optional<Role> role(String line) {
        Matcher role = ROLE.matcher(line);
        return role.matches() ? Optional.of(new Role(plain(role.group("role")), OPTION.matcher(role.group("rest")).find()))
                : Optional.empty();
    }

    /** Whether it is of all of this database, and named so; a pattern for several is not. */
    boolean isOfAll(String own) {
        return name.equals("*") && (database.equals(own) || database.replace("\\", "").equals(own));
    }

    /** Whether it reaches a database, by its name or by a pattern. */
    boolean reaches(String other) {
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

    /** What it is on, such as {@code pbx.*}. */
    String on() {
        return (name.equals("*") ? database.replace("\\", "") : database) + "." + name;
    }

    private static String plain(String name) {
        char quote = name.charAt(0);
        if (quote != '`' && quote != '"') {
            return name;
        }
        return name.substring(1, name.length() - 1).replace("" + quote + quote, String.valueOf(quote));
    }
}
