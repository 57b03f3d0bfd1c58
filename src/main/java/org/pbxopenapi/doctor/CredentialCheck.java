package org.pbxopenapi.doctor;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.database.Finding;

/** What the service logs in to the database with. */
final class CredentialCheck {

    private static final int DATABASE_DENIED = 1044;
    private static final int LOGIN_DENIED = 1045;
    private static final int NO_SUCH_DATABASE = 1049;

    /** With a host's name, not its address. */
    private static final Pattern DENIED = Pattern.compile("for user '[^']*'@'(?<host>(?![0-9.]+')[^':]+)'");

    private CredentialCheck() {
    }

    /** Looks at the password, which is written nowhere. */
    static Finding password() {
        Config config = ConfigProvider.getConfig();
        if (config.getOptionalValue("quarkus.datasource.credentials-provider", String.class).isPresent()) {
            return Finding.skipped("password", "it comes from a credentials provider.");
        }
        String url = config.getOptionalValue("quarkus.datasource.jdbc.url", String.class).orElse("");
        return judge(config.getOptionalValue("quarkus.datasource.username", String.class).orElse(""),
                config.getOptionalValue("quarkus.datasource.password", String.class).orElse(""),
                url.substring(url.lastIndexOf('/') + 1));
    }

    private static Finding judge(String user, String password, String database) {
        String why = password.isEmpty() ? "is empty"
                : password.equalsIgnoreCase(user) ? "is the user's name"
                        : password.equalsIgnoreCase(database) ? "is the database's name"
                                : CommonSecrets.isPassword(password) ? "is one that everybody tries first" : null;
        return why == null ? Finding.ok("password", "that of the database user is none of the usual.")
                : Finding.problem("password", "that of the database user %s %s.".formatted(user, why),
                        "give the user a long random one by ALTER USER … IDENTIFIED BY, and set QUARKUS_DATASOURCE_PASSWORD.");
    }

    /** Why there is no connection, in the driver's words. */
    static Finding refused(SQLException e) {
        SQLException cause = DatabaseFailure.causeOf(e);
        String message = DatabaseFailure.message(cause);
        return Finding.problem("database", "can't be reached: " + message + ".", switch (cause.getErrorCode()) {
            case LOGIN_DENIED -> "see that QUARKUS_DATASOURCE_USERNAME and QUARKUS_DATASOURCE_PASSWORD are right,"
                    + " and that this user may log in from this host." + shadowed(message);
            case NO_SUCH_DATABASE, DATABASE_DENIED -> "create the database, or name another one in"
                    + " QUARKUS_DATASOURCE_JDBC_URL; GRANT the user SELECT on its relations.";
            default -> "see that host and port in QUARKUS_DATASOURCE_JDBC_URL are right, and that the server runs and lets"
                    + " this host in.";
        });
    }

    /** A user for any host gives way to the anonymous one of the host's name, which no server has for an address. */
    private static String shadowed(String message) {
        Matcher denied = DENIED.matcher(message);
        return denied.find() ? " If they are: " + mendOfAnonymous(denied.group("host")) : "";
    }

    /** @param host from which the server sees the login come */
    static String mendOfAnonymous(String host) {
        return "the anonymous user ''@'%1$s' of a fresh installation takes logins from there before any user with the host %%:"
                .formatted(host) + " DROP USER ''@'" + host + "', or create the service's user with the host '" + host + "'.";
    }
}
