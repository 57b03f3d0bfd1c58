package org.pbxopenapi.cli;

import org.jboss.logging.Logger;

import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;

/** Starts the service, and says why where it can't: in a sentence if it is the operator's to mend, at length if not. */
@QuarkusMain
public class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);

    public static void main(String... args) {
        Quarkus.run(null, Main::exit, args);
    }

    private static void exit(int code, Throwable failure) {
        Throwable cause = failure == null ? null : ExceptionUtil.getRootCause(failure);
        if (cause instanceof InactiveBeanException) { // the one bean that can be inactive is the datasource
            System.err.println(
                    "No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.");
        } else if (cause instanceof ConfigurationException || cause instanceof ConfigValidationException
                || cause instanceof QuarkusBindException) {
            System.err.println(cause.getMessage());
        } else if (cause != null) {
            LOG.error("The service can't start", failure);
        }
        System.exit(code);
    }
}
