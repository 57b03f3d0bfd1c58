package org.pbxopenapi.openapi;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A headless Chromium with one page, driven by the DevTools protocol. Closing it deletes its profile. */
final class Browser implements AutoCloseable {

    static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_SECONDS = 20;

    private final Path profile;
    private final Process process;
    private final WebSocket page;
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private int lastId;

    private Browser(Path program) throws Exception {
        profile = Files.createTempDirectory("pbx-openapi-browser");
        // Chromium's sandbox does not work for root, and the page is trusted.
        process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                "--no-first-run", "--user-data-dir=" + profile, "--remote-debugging-port=0", "about:blank")
                .redirectErrorStream(true).redirectOutput(profile.resolve("log").toFile()).start();
        try {
            page = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(firstPage(), new Receiver())
                    .get(TIMEOUT_SECONDS, SECONDS);
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** The first browser on the PATH, if there is one. */
    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
    }

    static Browser start(Path program) throws Exception {
        return new Browser(program);
    }

    void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
        await("document.readyState == 'complete' && location.href != 'about:blank'");
    }

    /** The value of an expression; null: it can't be evaluated. */
    JsonNode evaluate(String expression) throws Exception {
        return call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true)).at("/result/value");
    }

    /** Waits until the expression is truthy. */
    void await(String expression) throws Exception {
        for (long end = System.nanoTime() + SECONDS.toNanos(TIMEOUT_SECONDS); !evaluate("!!(" + expression + ")")
                .asBoolean();) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Never true: " + expression + "\n" + evaluate("document.body.innerText").asText());
            }
            Thread.sleep(50);
        }
    }

    /** @param element an expression */
    void click(String element) throws Exception {
        await(element);
        evaluate(element + ".click()");
    }

    /** @param field an expression; its text is replaced */
    void type(String field, String text) throws Exception {
        await(field);
        evaluate(field + ".focus(), " + field + ".select()");
        call("Input.insertText", Map.of("text", text));
        evaluate(field + ".blur()"); // fields may react to blur, or after a delay
    }

    private URI firstPage() throws Exception {
        Path port = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < TIMEOUT_SECONDS * 20; i++) {
            if (Files.exists(port) && !Files.readAllLines(port).isEmpty()) {
                for (JsonNode target : JSON
                        .readTree(new URL("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json"))) {
                    if (target.get("type").asText().equals("page")) {
                        return URI.create(target.get("webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("The browser opened no page: " + Files.readString(profile.resolve("log")));
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws Exception {
        int id = ++lastId;
        page.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(TIMEOUT_SECONDS, SECONDS);
        JsonNode response;
        do {
            response = received.poll(TIMEOUT_SECONDS, SECONDS);
            if (response == null || response.has("error")) {
                throw new AssertionError(method + ": " + response);
            }
        } while (response.path("id").asInt() != id);
        return response.get("result");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(TIMEOUT_SECONDS, SECONDS);
        for (int i = 0; i < 100 && all.stream().anyMatch(ProcessHandle::isAlive); i++) {
            Thread.sleep(50); // a running process may still write to the profile
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
    }

    /** Joins the parts of a message. */
    private final class Receiver implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                try {
                    received.add(JSON.readTree(message.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
