package org.pbxopenapi.database;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.HaMode;

/**
 * A database URL, split into its address, which has no secrets, and its options, which may be secrets. The grammar is stricter
 * than the driver's, because unexpected text may be a misplaced password.
 *
 * @param address such as {@code jdbc:mariadb://host:3306/database}, safe to log
 * @param options values by name, as written in the URL: the driver decodes nothing
 */
public record DatabaseUrl(String address, Map<String, String> options) {

    /** The URL is invalid. The message does not quote it. */
    public static final class InvalidUrlException extends IllegalArgumentException {

        InvalidUrlException(String message) {
            super(message, null);
        }
    }

    private static final String INVALID = "The database URL can't be read: ";
    private static final String FORM = "QUARKUS_DATASOURCE_JDBC_URL must be like jdbc:mariadb://host:3306/database.";
    private static final String LOGIN = " Set the user in QUARKUS_DATASOURCE_USERNAME and the password in"
            + " QUARKUS_DATASOURCE_PASSWORD.";

    private static final String HOST = "(?:[\\w.-]+|\\[[0-9A-F:.]+(?:%[\\w.-]+)?])";
    private static final String PORT = "[0-9]{1,5}";
    private static final String DETAIL = "\\( *(?:host *= *(?:" + HOST + "|[0-9A-F:.]+)|port *= *" + PORT
            + "|type *= *(?:primary|master|replica|slave)|sslMode *= *[\\w-]+) *\\) *";
    private static final String SERVER = "(?:" + HOST + "(?::" + PORT + ")?|:" + PORT + "|address=(?:" + DETAIL + ")+)";
    private static final Pattern ADDRESS = Pattern.compile("jdbc:(?:mariadb|mysql):"
            + "(?:(?i:replication|sequential|load[-_]balance[-_]read|load-?balance|failover|none):)?"
            + "//(?<servers>(?i:" + SERVER + "(?:," + SERVER + ")*))(?:/[\\p{L}\\p{M}\\p{N}_$. -]{0,64})?");
    private static final int LAST_PORT = 65_535;
    private static final Pattern USER = Pattern.compile("[\\p{L}\\p{M}\\p{N}_.@$+-]*");
    private static final Pattern OPTION_NAME = Pattern.compile("[A-Za-z][\\w-]*");
    private static final Pattern SECRET = Pattern.compile("(?i).*password\\d?");
    private static final Set<String> SQL_OPTIONS = Set.of("sessionvariables", "initsql", "connectionattributes");

    /** Driver options that need libraries which are not included. */
    private static final Set<String> UNSUPPORTED = Set.of("localsocket", "pipe", "socketfactory");
    private static final Pattern UNSUPPORTED_SERVER = Pattern.compile("(?i)\\( *(localSocket|pipe) *=");

    /** @throws InvalidUrlException if the URL is malformed or has an unsupported option */
    public static DatabaseUrl parse(String url) {
        int end = url.indexOf('?');
        String address = (end < 0 ? url : url.substring(0, end)).strip();
        Map<String, String> options = options(end < 0 ? "" : url.substring(end + 1).replaceFirst("[\r\n]+$", ""));
        if (UNSUPPORTED_SERVER.matcher(address).find()
                || options.keySet().stream().anyMatch(option -> UNSUPPORTED.contains(option.toLowerCase(Locale.ROOT)))) {
            throw new InvalidUrlException("The database URL asks for a local socket, a pipe or a socket factory,"
                    + " which is not supported: " + FORM);
        }
        Matcher parts = ADDRESS.matcher(address);
        boolean isMariaDb = address.startsWith("jdbc:mariadb:") || options.containsKey("permitMysqlScheme");
        if (!isMariaDb || !parts.matches() || !areServers(parts.group("servers"))) {
            throw new InvalidUrlException(INVALID + FORM + (url.contains("@") ? LOGIN : ""));
        }
        options.forEach(DatabaseUrl::check);
        return new DatabaseUrl(address.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:"), options);
    }

    private static boolean areServers(String servers) {
        try {
            return HostAddress.parse(servers, HaMode.NONE).stream()
                    .allMatch(server -> server.host != null && server.port > 0 && server.port <= LAST_PORT);
        } catch (SQLException | IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query.split("&")) {
            String[] pair = option.split("=", 2);
            if (option.isEmpty()) {
                continue;
            }
            if (!OPTION_NAME.matcher(pair[0]).matches()) {
                throw new InvalidUrlException(INVALID + "the text after ? must be options such as sslMode=verify-full,"
                        + " separated by &." + LOGIN);
            }
            options.put(pair[0], pair.length == 1 ? "" : pair[1]);
        }
        return options;
    }

    private static void check(String name, String value) {
        if (SECRET.matcher(name).matches()) {
            return;
        }
        if (name.equalsIgnoreCase("user") && !USER.matcher(value).matches()) { // the server quotes it
            throw new InvalidUrlException(INVALID + "the user has characters that are unusual in names." + LOGIN);
        }
        boolean isSql = SQL_OPTIONS.contains(name.toLowerCase(Locale.ROOT));
        if (!isSql && (value.contains(";") || value.contains("?")) || !isValid(name, value)) {
            throw new InvalidUrlException(INVALID + "an option has an invalid value. Options must be separated by &." + LOGIN);
        }
    }

    /** Checks with the driver now, because its exception on connecting quotes the value. */
    private static boolean isValid(String name, String value) {
        Properties option = new Properties();
        option.setProperty(name, value);
        try {
            return Configuration.parse("jdbc:mariadb://localhost/", option) != null;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }
}
