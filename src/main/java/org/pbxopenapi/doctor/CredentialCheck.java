package org.pbxopenapi.doctor;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.database.Finding;

/** Checks the database password, and explains failed connections. */
final class CredentialCheck {

    private static final int DATABASE_DENIED = 1044;
    private static final int LOGIN_DENIED = 1045;
    private static final int NO_SUCH_DATABASE = 1049;

    /** Matches host names only, not addresses. */
    private static final Pattern DENIED = Pattern.compile("for user '[^']*'@'(?<host>(?![0-9.]+')[^':]+)'");

    private CredentialCheck() {
    }

    /** The finding does not quote the password. */
    static Finding password() {
        Config config = ConfigProvider.getConfig();
        if (config.getOptionalValue("quarkus.datasource.credentials-provider", String.class).isPresent()) {
            return Finding.skipped("password", "the password comes from a credentials provider.");
        }
        String url = config.getOptionalValue("quarkus.datasource.jdbc.url", String.class).orElse("");
        return judge(config.getOptionalValue("quarkus.datasource.username", String.class).orElse(""),
                config.getOptionalValue("quarkus.datasource.password", String.class).orElse(""),
                url.substring(url.lastIndexOf('/') + 1));
    }

    private static Finding judge(String user, String password, String database) {
        String weakness = password.isEmpty() ? "empty"
                : password.equalsIgnoreCase(user) ? "the user name"
                        : password.equalsIgnoreCase(database) ? "the database name"
                                : CommonSecrets.isPassword(password) ? "a common default" : null;
        return weakness == null ? Finding.ok("password", "the password of the database user is not a common default.")
                : Finding.problem("password", "the password of the database user %s is %s.".formatted(user, weakness),
                        "set a long random password with ALTER USER … IDENTIFIED BY and in QUARKUS_DATASOURCE_PASSWORD.");
    }

    /** The finding for a failed connection. */
    static Finding connectionFailure(SQLException e) {
        SQLException cause = DatabaseFailure.causeOf(e);
        String message = DatabaseFailure.message(cause);
        return Finding.problem("database", "can't be reached: " + message + ".", switch (cause.getErrorCode()) {
            case LOGIN_DENIED -> "check QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD,"
                    + " and that this user may log in from this host." + anonymousUserHint(message);
            case NO_SUCH_DATABASE, DATABASE_DENIED -> "create the database or correct QUARKUS_DATASOURCE_JDBC_URL,"
                    + " and GRANT the user SELECT on tenant, extension and api_key.";
            default -> "check host and port in QUARKUS_DATASOURCE_JDBC_URL, and that the server runs and accepts connections"
                    + " from this host.";
        });
    }

    /** An anonymous user for a host name takes precedence over users for any host. MariaDB creates none for an address. */
    private static String anonymousUserHint(String message) {
        Matcher denied = DENIED.matcher(message);
        return denied.find() ? " If they are correct: " + anonymousUserFix(denied.group("host")) : "";
    }

    /** @param host the client's host as the server sees it */
    static String anonymousUserFix(String host) {
        return ("the anonymous user ''@'%1$s' of a new MariaDB takes precedence over users with the host %%:"
                + " DROP USER ''@'%1$s', or create the service's user with the host '%1$s'.").formatted(host);
    }
}
