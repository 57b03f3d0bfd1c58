package org.pbxopenapi.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.sql.DataSource;

import jakarta.inject.Inject;

import org.flywaydb.core.Flyway;
import org.pbxopenapi.database.Finding;
import org.pbxopenapi.database.Finding.Status;
import org.pbxopenapi.doctor.Diagnosis;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = "Check the database, its schema and its rows for problems and print how to fix them. Changes nothing.", exitCodeList = {
        "0:no problem found", "1:problem found", "2:invalid usage" })
public class DoctorCommand implements Callable<Integer> {

    private static final int MAX_DAYS = 36_500;

    @Inject
    DataSource database;
    @Inject
    Flyway flyway;
    @Spec
    CommandSpec spec;
    @Mixin
    Output output;
    @Option(names = "--strict", description = "Treat warnings as problems.")
    boolean strict;
    @Option(names = "--expiring-within", defaultValue = "14", paramLabel = "DAYS", description = "Warn about keys that expire within this number of days. Default: ${DEFAULT-VALUE}.")
    int days;

    @Override
    public Integer call() {
        if (days < 0 || days > MAX_DAYS) {
            throw new ParameterException(spec.commandLine(), "--expiring-within must be from 0 to " + MAX_DAYS + ".");
        }
        return report(new Diagnosis(database, flyway, days).findings());
    }

    /** @return the exit code */
    public int report(List<Finding> findings) {
        boolean healthy = findings.stream().map(Finding::status)
                .noneMatch(status -> status == Status.PROBLEM || strict && status == Status.WARNING);
        output.report(findings.stream().map(DoctorCommand::line).toList(),
                Output.object("healthy", healthy, "checks", findings.stream().map(DoctorCommand::object).toList()));
        return healthy ? 0 : 1;
    }

    private static String line(Finding finding) {
        return "%-8s %s: %s".formatted(finding.status(), finding.check(), finding.sentences());
    }

    private static Map<String, Object> object(Finding finding) {
        return Output.object("check", finding.check(), "status", finding.status(), "message", finding.message(), "mend",
                finding.fix());
    }
}
