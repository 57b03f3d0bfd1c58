package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;

import org.pbxopenapi.apikey.ApiKeyFilter;
import org.pbxopenapi.apikey.ApiKeyFilter.Admission;
import org.pbxopenapi.apikey.KeyRefusal;
import org.pbxopenapi.openapi.PhpQuery;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the filter of requests itself. */
@Command(name = "check", description = "Read a key from standard input, and say whether it would be let in, and if not, why. It is refused: exit code 1.")
class KeyCheckCommand implements Callable<Integer> {

    private static final int LONGEST_KEY = 8192;
    private static final String BYTE_ORDER_MARK = "^\u00ef\u00bb\u00bf";

    @Inject
    ApiKeyFilter filter;
    @Mixin
    Output output;
    @Option(names = "--tenant", paramLabel = "CODE_OR_NAME", description = "The tenant that the client asks for.")
    String tenant;

    @Override
    public Integer call() throws IOException {
        PhpQuery query = new PhpQuery(tenant == null ? null : "tenant=" + URLEncoder.encode(tenant, UTF_8));
        try {
            letIn(filter.decide(readKey(), "GET", query).join());
            return 0;
        } catch (CompletionException e) {
            if (e.getCause() instanceof KeyRefusal refusal) {
                refuse(refusal);
                return 1;
            }
            throw e;
        }
    }

    private void letIn(Admission admission) {
        String visible = admission.tenant().map(found -> found.code).orElse(null);
        output.result(
                "Let in: key %d, for %s.".formatted(admission.key().id, visible == null ? "all tenants" : "tenant " + visible),
                Output.object("let_in", true, "id", admission.key().id, "tenant", visible));
    }

    private void refuse(KeyRefusal refusal) {
        Long id = refusal.key() == null ? null : refusal.key().id;
        output.result("Refused%s: %s. The client gets %d %s.".formatted(id == null ? "" : ", key " + id,
                refusal.reason().sentence(), refusal.error().status(), refusal.error().code()),
                Output.object("let_in", false, "id", id, "reason", refusal.reason().code(), "status", refusal.error().status(),
                        "code", refusal.error().code()));
    }

    /** The first line, as bytes, without blanks around it, as HTTP takes a header; on a terminal it is not shown. */
    private static byte[] readKey() throws IOException {
        Console terminal = System.console();
        if (terminal != null) {
            char[] typed = terminal.readPassword("Key: ");
            return typed == null ? new byte[0] : new String(typed).getBytes(UTF_8);
        }
        String line = new String(System.in.readNBytes(LONGEST_KEY), ISO_8859_1).split("[\r\n]", 2)[0];
        return line.replaceFirst(BYTE_ORDER_MARK, "").replaceAll("^[ \t]+|[ \t]+$", "").getBytes(ISO_8859_1);
    }
}
