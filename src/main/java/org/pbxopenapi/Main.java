package org.pbxopenapi;

import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.pbxopenapi.cli.Arguments;
import org.pbxopenapi.cli.DoctorCommand;
import org.pbxopenapi.cli.Operator;
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
 * Starts the service, or does an operator's command instead, and says why where it can't: in a sentence if it is the
 * operator's to mend, at length if not.
 */
@QuarkusMain
public class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);

    /**
     * A command opens no port, may take its time in the database, does nothing to it by itself, and writes nothing but its
     * result to standard output.
     */
    private static final Map<String, String> COMMAND_SETTINGS = Map.ofEntries(
            Map.entry("quarkus.http.host-enabled", "false"),
            Map.entry("quarkus.management.host-enabled", "false"),
            Map.entry("quarkus.datasource.jdbc.acquisition-timeout", "1M"), // the driver knows better what is wrong, and sooner
            Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout", "0"),
            Map.entry("quarkus.datasource.jdbc.additional-jdbc-properties.sessionVariables", "wait_timeout=86400"), // as standard input may pause
            Map.entry("quarkus.flyway.migrate-at-start", "false"),
            Map.entry("pbx.schema.check-at-start", "false"),
            Map.entry("quarkus.transaction-manager.default-transaction-timeout", "1D"),
            Map.entry("quarkus.log.console.json.enabled", "false"),
            Map.entry("quarkus.log.console.async.enabled", "false"),
            Map.entry("quarkus.log.console.stderr", "true"),
            Map.entry("quarkus.log.category.\"com.arjuna\".level", "ERROR"), // of a failed transaction, the failure is told
            Map.entry("quarkus.log.category.\"" + AuditLog.CATEGORY + "\".level", "INFO"),
            Map.entry("quarkus.log.level", "WARN"));

    /** JSSE reads it once, before the first handshake; the native binary has it from the build, too. */
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    public static void main(String... args) {
        System.setProperty(REJECT_RENEGOTIATION, System.getProperty(REJECT_RENEGOTIATION, "true"));
        // The driver, and much else, formats by it what machines read.
        Locale.setDefault(Locale.ROOT);
        if (args.length == 0 || args.length == 1 && args[0].equals("serve")) {
            Quarkus.run(null, (code, failure) -> exit(null, code, failure), args);
        } else {
            // Help, and what is wrong with the arguments, need no database: they are seen to before anything is started.
            CommandLine commands = Operator.commands(CommandLine.defaultFactory());
            System.exit(Arguments.read(args)
                    .map(read -> commands.setExecutionStrategy(Main::start).execute(read))
                    .orElseGet(() -> Operator.explain(new ParameterException(commands,
                            "An argument is not in the encoding of the locale: set LC_ALL=C.UTF-8, and give it in UTF-8."),
                            args)));
        }
    }

    private static int start(ParseResult command) {
        Integer helped = CommandLine.executeHelpRequest(command);
        if (helped != null) {
            return helped;
        }
        CommandLine named = command.asCommandLineList().get(command.asCommandLineList().size() - 1);
        if (!named.getSubcommands().isEmpty()) {
            throw new ParameterException(named, "A command is missing.");
        }
        COMMAND_SETTINGS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        Quarkus.run(Operator.class, (code, failure) -> exit(named, code, failure),
                command.originalArgs().toArray(String[]::new));
        return 0;
    }

    /** @param command null: the service */
    private static void exit(CommandLine command, int code, Throwable failure) {
        Throwable cause = failure == null ? null : ExceptionUtil.getRootCause(failure);
        if (cause instanceof InactiveBeanException) { // the one bean that can be inactive is the datasource
            withoutDatabase(command);
        } else if (cause instanceof ConfigurationException || cause instanceof ConfigValidationException
                || cause instanceof QuarkusBindException) {
            System.err.println(cause.getMessage());
        } else if (cause instanceof FileSystemException) { // of a certificate, the only files that the start reads
            System.err.println("A certificate or its key can't be read: " + cause.getMessage());
        } else if (failure instanceof FlywayException) {
            System.err.println(DatabaseFailure.message(failure));
        } else if (cause != null) {
            LOG.error("The service can't start", failure);
        }
        System.exit(code);
    }

    private static void withoutDatabase(CommandLine command) {
        String missing = "No database is configured: set QUARKUS_DATASOURCE_JDBC_URL, for example to jdbc:mariadb://127.0.0.1/pbx.";
        Optional<String> refusal = DatabaseUrlInterceptor.error();
        if (command == null) {
            System.err.println(refusal.orElse(missing));
        } else if (refusal.isPresent() && command.getCommand() instanceof DoctorCommand doctor) {
            doctor.report(Diagnosis.ofInvalidUrl(refusal.get()));
        } else {
            Output.of(command).fail(refusal.isPresent() ? "invalid_database_url" : "no_database", refusal.orElse(missing),
                    List.of());
        }
    }
}
