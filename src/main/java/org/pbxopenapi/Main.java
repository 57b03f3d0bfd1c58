package org.pbxopenapi;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.pbxopenapi.cli.Arguments;
import org.pbxopenapi.cli.CommandRunner;
import org.pbxopenapi.cli.DoctorCommand;
import org.pbxopenapi.cli.Output;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.database.DatabaseUrlInterceptor;
import org.pbxopenapi.doctor.Diagnosis;
import org.pbxopenapi.telemetry.AuditLog;

import io.quarkus.arc.InactiveBeanException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Main class: starts the service, or runs an operator command. If the start fails, it prints one sentence for an error that an
 * operator can fix, and logs the stack trace of any other error.
 */
@QuarkusMain
public class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);

    /**
     * Settings of commands: no ports, no query timeout, no migration or schema check at the start, and logs on standard error,
     * because standard output is the result.
     */
    private static final Map<String, String> COMMAND_SETTINGS = Map.ofEntries(
            Map.entry("quarkus.http.host-enabled", "false"),
            Map.entry("quarkus.management.host-enabled", "false"),
            Map.entry("quarkus.datasource.jdbc.acquisition-timeout", "1M"), // the driver fails first, with a better message
            Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout", "0"),
            Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.sessionVariables", "wait_timeout=86400"), // standard input may pause for long
            Map.entry("quarkus.flyway.migrate-at-start", "false"),
            Map.entry("pbx.schema.check-at-start", "false"),
            Map.entry("quarkus.transaction-manager.default-transaction-timeout", "1D"),
            Map.entry("quarkus.log.console.json.enabled", "false"),
            Map.entry("quarkus.log.console.async.enabled", "false"),
            Map.entry("quarkus.log.console.stderr", "true"),
            Map.entry("quarkus.log.category.\"com.arjuna\".level", "ERROR"), // the command reports the error of a failed transaction
            Map.entry("quarkus.log.category.\"" + AuditLog.CATEGORY + "\".level", "INFO"),
            Map.entry("quarkus.log.level", "WARN"));

    /** JSSE reads this property once, before the first handshake. The native build sets it too. */
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    public static void main(String... args) {
        System.setProperty(REJECT_RENEGOTIATION, System.getProperty(REJECT_RENEGOTIATION, "true"));
        // The driver and other libraries use the default locale to format text for machines.
        Locale.setDefault(Locale.ROOT);
        if (args.length == 0 || args.length == 1 && args[0].equals("serve")) {
            Quarkus.run(null, (code, failure) -> handleExit(null, code, failure), args);
        } else {
            // Help and usage errors need no database, so Picocli runs before Quarkus starts.
            CommandLine commands = CommandRunner.commands(CommandLine.defaultFactory());
            System.exit(Arguments.read(args)
                    .map(read -> commands.setExecutionStrategy(Main::start).execute(read))
                    .orElseGet(() -> CommandRunner.reportUsageError(new ParameterException(commands,
                            "An argument is not in the encoding of the locale. Set LC_ALL=C.UTF-8 and pass the argument in UTF-8."),
                            args)));
        }
    }

    private static int start(ParseResult command) {
        Integer helpExitCode = CommandLine.executeHelpRequest(command);
        if (helpExitCode != null) {
            return helpExitCode;
        }
        CommandLine selected = command.asCommandLineList().get(command.asCommandLineList().size() - 1);
        if (!selected.getSubcommands().isEmpty()) {
            throw new ParameterException(selected, "A command is missing.");
        }
        COMMAND_SETTINGS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        Quarkus.run(CommandRunner.class, (code, failure) -> handleExit(selected, code, failure),
                command.originalArgs().toArray(String[]::new));
        return 0;
    }

    /** @param command null for the service */
    private static void handleExit(CommandLine command, int code, Throwable failure) {
        Throwable cause = failure == null ? null : ExceptionUtil.getRootCause(failure);
        if (cause instanceof InactiveBeanException) { // only the datasource can be inactive
            reportMissingDatabase(command);
        } else if (cause instanceof ConfigurationException || cause instanceof ConfigValidationException
                || cause instanceof QuarkusBindException) {
            System.err.println(cause.getMessage());
        } else if (cause instanceof FileSystemException) { // certificates are the only files that the start reads
            System.err.println("A certificate or its key can't be read: " + cause.getMessage());
        } else if (failure instanceof FlywayException) {
            System.err.println(DatabaseFailure.message(failure));
        } else if (cause != null) {
            LOG.error("The service can't start", failure);
        }
        System.exit(code);
    }

    private static void reportMissingDatabase(CommandLine command) {
        String notConfigured = "No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.";
        Optional<String> invalidUrl = DatabaseUrlInterceptor.error();
        if (command == null) {
            System.err.println(invalidUrl.orElse(notConfigured));
        } else if (invalidUrl.isPresent() && command.getCommand() instanceof DoctorCommand doctor) {
            doctor.report(Diagnosis.ofInvalidUrl(invalidUrl.get()));
        } else {
            Output.of(command).error(invalidUrl.isPresent() ? "invalid_database_url" : "no_database",
                    invalidUrl.orElse(notConfigured),
                    List.of());
        }
    }
}
