package org.pbxopenapi.cli;

import java.util.Map;

import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;

/**
 * Starts the service, or does an operator's command instead, and says why where it can't: in a sentence if it is the
 * operator's to mend, at length if not. Exit codes: 0 done, 1 failed, 2 no such command.
 */
@QuarkusMain
public class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);

    private static final String USAGE = """
            Usage: pbx-openapi [serve | migrate]
              serve    answer requests; the default
              migrate  create or update the tables of the database, and exit""";

    /** A command opens no port, and may take its time in the database. */
    private static final Map<String, String> COMMAND_SETTINGS = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout", "0");

    public static void main(String... args) {
        switch (args.length == 0 ? "serve" : args[0]) {
            case "serve" -> Quarkus.run(null, Main::exit, args);
            case "migrate" -> {
                COMMAND_SETTINGS.forEach(System::setProperty);
                Quarkus.run(Migrate.class, Main::exit, args);
            }
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
    }

    private static void exit(int code, Throwable failure) {
        Throwable cause = failure == null ? null : ExceptionUtil.getRootCause(failure);
        if (cause instanceof InactiveBeanException) { // the one bean that can be inactive is the datasource
            System.err.println(
                    "No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.");
        } else if (cause instanceof ConfigurationException || cause instanceof ConfigValidationException
                || cause instanceof QuarkusBindException) {
            System.err.println(cause.getMessage());
        } else if (failure instanceof FlywayException) {
            System.err.println(failure.getMessage());
        } else if (cause != null) {
            LOG.error("The service can't start", failure);
        }
        System.exit(code);
    }
}
