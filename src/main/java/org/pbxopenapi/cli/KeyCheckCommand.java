package org.pbxopenapi.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Console;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

import jakarta.inject.Inject;

import org.pbxopenapi.apikey.Authorizer;
import org.pbxopenapi.apikey.Authorizer.Access;
import org.pbxopenapi.apikey.Authorizer.Authorization;
import org.pbxopenapi.apikey.KeyRejection;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "check", description = "Read a key from standard input and report whether the service would accept it, or why not. Exit code 1 if it is rejected.")
class KeyCheckCommand implements Callable<Integer> {

    private static final int LONGEST_KEY = 8192;
    private static final String BYTE_ORDER_MARK = "^\u00ef\u00bb\u00bf";

    @Inject
    Authorizer authorizer;
    @Mixin
    Output output;
    @Option(names = "--tenant", paramLabel = "CODE_OR_NAME", description = "The tenant parameter of the client's request.")
    String tenant;

    @Override
    public Integer call() throws IOException {
        Optional<String> requested = Optional.of(tenant == null ? "" : tenant);
        try {
            reportAccepted(authorizer.authorize(readKey(), Access.READ, requested).join());
            return 0;
        } catch (CompletionException e) {
            if (e.getCause() instanceof KeyRejection rejection) {
                reportRejected(rejection);
                return 1;
            }
            throw e;
        }
    }

    private void reportAccepted(Authorization authorization) {
        String visible = authorization.tenant().map(found -> found.code).orElse(null);
        output.result(
                "Accepted: key %d for %s.".formatted(authorization.key().id,
                        visible == null ? "all tenants" : "tenant " + visible),
                Output.object("let_in", true, "id", authorization.key().id, "tenant", visible));
    }

    private void reportRejected(KeyRejection rejection) {
        Long id = rejection.key() == null ? null : rejection.key().id;
        output.result("Rejected%s: %s. The client receives %d %s.".formatted(id == null ? "" : " key " + id,
                rejection.reason().sentence(), rejection.error().status(), rejection.error().code()),
                Output.object("let_in", false, "id", id, "reason", rejection.reason().code(), "status",
                        rejection.error().status(),
                        "code", rejection.error().code()));
    }

    /** Reads the first line as bytes and trims it as HTTP trims a header value. A terminal does not echo the key. */
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
