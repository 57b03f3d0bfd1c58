package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.control.ActivateRequestContext;

import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;
import org.pbxopenapi.cli.transfer.InvalidFileException;
import org.pbxopenapi.database.DatabaseFailure;
import org.pbxopenapi.telemetry.AuditLog;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** Does an operator's command, with the entities, rules and settings of the service. */
@QuarkusMain(name = "operator")
public class Operator implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(Operator.class);

    private static final String BROKEN = "The connection broke off before the command was done. The database's log says why;"
            + " maybe its limit idle_transaction_timeout or max_allowed_packet is too low. The driver says: ";

    /** All commands. */
    @Command(name = "pbx-openapi", scope = ScopeType.INHERIT, mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:done", "1:refused, failed, or not found",
            "2:wrong usage" }, description = "The JSON API of a multi-tenant PBX, and the commands of its operator. Without a command: serve.", subcommands = {
                    ServeCommand.class, MigrateCommand.class, TenantCommand.class, ExtensionCommand.class, KeyCommand.class,
                    DoctorCommand.class })
    static class Commands {
    }

    @Command(name = "serve", description = "Answer requests; the default.")
    static class ServeCommand implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("Main starts the service");
        }
    }

    static class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream in = Operator.class.getResourceAsStream("/version.txt")) {
                return new String(in.readAllBytes(), UTF_8).split("\n");
            }
        }
    }

    private final IFactory factory;

    Operator(IFactory factory) {
        this.factory = factory;
    }

    @Override
    @ActivateRequestContext
    public int run(String... args) {
        CommandLine commands = commands(factory);
        int code = commands.execute(args);
        audit(commands.getParseResult(), code);
        return code;
    }

    /** Its name, not its arguments, of which one may be a key by mistake. */
    private static void audit(ParseResult parsed, int code) {
        List<CommandLine> named = parsed.asCommandLineList();
        AuditLog.command(named.get(named.size() - 1).getCommandSpec().qualifiedName(), System.getProperty("user.name"),
                code == ExitCode.OK ? "done" : "not done");
    }

    public static CommandLine commands(IFactory factory) {
        return new CommandLine(Commands.class, factory)
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setExpandAtFiles(false) // what is in a file is not to be taken for arguments, and repeated
                .registerConverter(TimeArgument.class, TimeArgument::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Operator::explain)
                .setExecutionExceptionHandler(Operator::explain);
    }

    /** UTF-8 whatever the locale, which containers hardly ever have. */
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, UTF_8);
    }

    public static int explain(ParameterException wrong, String... args) {
        CommandLine command = wrong.getCommandLine();
        String message = wrong instanceof UnmatchedArgumentException ? "There is an unknown option or an argument too many."
                : withoutValues(wrong.getMessage(), args);
        if (String.join("=", args).contains("--output=json")) {
            command.getErr().println(Output.json(Map.of("error", Output.object("code", "usage", "message", message))));
        } else {
            command.getErr().println(message);
            if (!UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
                command.getErr().printf("See %s --help.%n", command.getCommandSpec().qualifiedName());
            }
        }
        return ExitCode.USAGE;
    }

    /** What was given may be a key by mistake, which must not be written anywhere. */
    private static String withoutValues(String message, String... args) {
        String safe = message;
        for (String arg : args) {
            String value = arg.startsWith("-") ? arg.substring(arg.indexOf('=') + 1) : arg;
            safe = value.isEmpty() || value.equals(arg) && arg.startsWith("-") ? safe : safe.replace(value + "'", "…'");
        }
        return safe;
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        Output output = Output.of(command);
        if (failure instanceof CommandException refusal) {
            output.fail(refusal.code(), refusal.getMessage(), refusal.details());
        } else if (failure instanceof InvalidFileException invalid) {
            output.fail("invalid_file", invalid.getMessage(), invalid.details());
        } else if (failure instanceof FlywayException) {
            output.fail("migration_failed", DatabaseFailure.message(failure), List.of());
        } else if (DatabaseFailure.causeOf(failure) != null) {
            SQLException cause = DatabaseFailure.causeOf(failure);
            output.fail("database_error", (DatabaseFailure.isConnectionLost(cause) ? BROKEN : "The database refused: ")
                    + DatabaseFailure.message(cause), List.of());
        } else {
            LOG.error("The command failed", failure);
            output.fail("internal_error", "The command failed, for a reason that is in the log.", List.of());
        }
        return ExitCode.SOFTWARE;
    }
}
