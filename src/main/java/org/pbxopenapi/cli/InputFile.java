package org.pbxopenapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

import org.pbxopenapi.cli.transfer.ProgressBar;

import picocli.CommandLine.ParameterException;

/** Input file of a command. Null or {@code -} is standard input. */
final class InputFile {

    private InputFile() {
    }

    /** @throws ParameterException if no file is given and standard input is a terminal */
    static InputStream open(String file, Output output) throws IOException {
        if (file == null && ProgressBar.isTerminal(0)) {
            throw new ParameterException(output.command.commandLine(), "Missing FILE, or input on standard input.");
        }
        return isStandardInput(file) ? System.in : Files.newInputStream(Arguments.path(file));
    }

    /** Returns the size in bytes, or 0 if it is unknown. */
    static long size(String file) throws IOException {
        return isStandardInput(file) ? 0 : Files.size(Arguments.path(file));
    }

    static CommandException failure(String file, IOException cause) {
        return CommandException.of(isStandardInput(file) ? "Standard input" : "The file", cause);
    }

    private static boolean isStandardInput(String file) {
        return file == null || file.equals("-");
    }
}
