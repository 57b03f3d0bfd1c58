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

/** Runs operator commands, with the entities, rules and settings of the service. */
@QuarkusMain(name = "commands")
public class CommandRunner implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(CommandRunner.class);

    private static final String CONNECTION_LOST = "The database connection was lost before the command finished."
            + " See the log of the database; idle_transaction_timeout or max_allowed_packet may be too low. The driver reports: ";

    @Command(name = "pbx-openapi", scope = ScopeType.INHERIT, mixinStandardHelpOptions = true, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", usageHelpAutoWidth = true, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
            "0:success", "1:failed, rejected or not found",
            "2:invalid usage" }, description = "JSON API of a multi-tenant PBX, and commands for its operators. The default command is serve.", subcommands = {
                    ServeCommand.class, MigrateCommand.class, TenantCommand.class, ExtensionCommand.class, KeyCommand.class,
                    DoctorCommand.class })
    static class Commands {
    }

    @Command(name = "serve", description = "Serve requests. This is the default.")
    static class ServeCommand implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("Main starts the service");
        }
    }

    static class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream in = CommandRunner.class.getResourceAsStream("/version.txt")) {
                return new String(in.readAllBytes(), UTF_8).split("\n");
            }
        }
    }

    private final IFactory factory;

    CommandRunner(IFactory factory) {
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

    /** Logs the name of the command but not its arguments: one may be a key, passed by mistake. */
    private static void audit(ParseResult parsed, int code) {
        List<CommandLine> commands = parsed.asCommandLineList();
        AuditLog.command(commands.get(commands.size() - 1).getCommandSpec().qualifiedName(), System.getProperty("user.name"),
                code == ExitCode.OK ? "done" : "not done");
    }

    public static CommandLine commands(IFactory factory) {
        return new CommandLine(Commands.class, factory)
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .setExpandAtFiles(false) // error messages would repeat the content of a file
                .registerConverter(TimeArgument.class, TimeArgument::parse)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(CommandRunner::reportUsageError)
                .setExecutionExceptionHandler(CommandRunner::reportFailure);
    }

    /** Writes UTF-8 in any locale; most containers have none. */
    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, UTF_8);
    }

    /** @return the exit code */
    public static int reportUsageError(ParameterException error, String... args) {
        CommandLine command = error.getCommandLine();
        String message = error instanceof UnmatchedArgumentException ? "Unknown option or unexpected argument."
                : withoutValues(error.getMessage(), args);
        if (String.join("=", args).contains("--output=json")) {
            command.getErr().println(Output.json(Map.of("error", Output.object("code", "usage", "message", message))));
        } else {
            command.getErr().println(message);
            if (!UnmatchedArgumentException.printSuggestions(error, command.getErr())) {
                command.getErr().printf("See %s --help.%n", command.getCommandSpec().qualifiedName());
            }
        }
        return ExitCode.USAGE;
    }

    /** Removes the values of arguments: one may be a key, passed by mistake. */
    private static String withoutValues(String message, String... args) {
        String safe = message;
        for (String arg : args) {
            String value = arg.startsWith("-") ? arg.substring(arg.indexOf('=') + 1) : arg;
            safe = value.isEmpty() || value.equals(arg) && arg.startsWith("-") ? safe : safe.replace(value + "'", "…'");
        }
        return safe;
    }

    private static int reportFailure(Exception failure, CommandLine command, ParseResult parsed) {
        Output output = Output.of(command);
        if (failure instanceof CommandException known) {
            output.error(known.code(), known.getMessage(), known.details());
        } else if (failure instanceof InvalidFileException invalid) {
            output.error("invalid_file", invalid.getMessage(), invalid.details());
        } else if (failure instanceof FlywayException) {
            output.error("migration_failed", DatabaseFailure.message(failure), List.of());
        } else if (DatabaseFailure.causeOf(failure) != null) {
            SQLException cause = DatabaseFailure.causeOf(failure);
            output.error("database_error",
                    (DatabaseFailure.isConnectionLost(cause) ? CONNECTION_LOST : "The database rejected the command: ")
                            + DatabaseFailure.message(cause),
                    List.of());
        } else {
            LOG.error("The command failed", failure);
            output.error("internal_error", "The command failed unexpectedly. The log has the cause.", List.of());
        }
        return ExitCode.SOFTWARE;
    }
}
