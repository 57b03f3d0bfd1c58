package org.pbxopenapi.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;

import org.pbxopenapi.cli.transfer.ProgressBar;

import picocli.CommandLine.ParameterException;

/** The file that a command reads: null or {@code -} is standard input. */
final class InputFile {

    private InputFile() {
    }

    /** @throws ParameterException if no file is given and standard input is a terminal */
    static InputStream open(String file, Output output) throws IOException {
        if (file == null && ProgressBar.isTerminal(0)) {
            throw new ParameterException(output.command.commandLine(), "Missing: FILE, or a file on standard input.");
        }
        return isStandardInput(file) ? System.in : Files.newInputStream(Arguments.path(file));
    }

    /** Its size in bytes; 0: unknown. */
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
