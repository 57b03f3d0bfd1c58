package org.pbxopenapi.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawClient;
import org.pbxopenapi.TestDatabase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The logs of a service process, up to its last line. */
class LogsIT {

    private static final String LIST = "/openapi.php/extensions?tenant=ACME";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void createDatabase() {
        new TestDatabase().start();
        settings.putAll(PackagedService.on("pbx"));
    }

    private String logOf(Consumer<RawClient> requests) throws Exception {
        try (PackagedService service = PackagedService.start(settings)) {
            requests.accept(service.http());
            service.terminate();
            service.await();
            return service.output();
        }
    }

    private static List<JsonNode> lines(String log, String category) {
        return log.lines().map(LogsIT::parse).filter(line -> line.path("loggerName").asText().equals(category)).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (Exception e) {
            throw new AssertionError("No JSON: " + line, e);
        }
    }

    private static void assertLastLineSaysStopped(String log) {
        String last = log.lines().reduce("", (line, next) -> next);
        assertTrue(parse(last).path("message").asText().matches("pbx-openapi stopped in [0-9.]+s"), log);
    }

    @Test
    void eachRequestHasALineAndTheLastLineSaysStopped() throws Exception {
        AtomicInteger length = new AtomicInteger();
        String log = logOf(service -> {
            length.set(service.get(LIST, "X-API-Key: acme-full-valid", "X-Request-Id: crm-4711").bytes().length);
            service.get("/openapi.php/extensions?tenant=GLOBEX", "X-API-Key: acme-full-valid");
            service.get("/no/such/path");
            service.get("/" + "a".repeat(6000));
            service.request("BREW", LIST);
        });
        assertLastLineSaysStopped(log);
        int bytes = length.get();
        List<JsonNode> lines = lines(log, "org.pbxopenapi.access");
        assertEquals(5, lines.size(), log);
        Map<String, Object> list = new HashMap<>(JSON.convertValue(lines.get(0), Map.class));
        assertTrue((double) list.remove("durationMillis") > 0);
        assertNotNull(list.remove("timestamp"));
        assertEquals(Integer.valueOf(key("acme-full-valid")), list.remove("keyId"));
        assertEquals(
                Map.ofEntries(Map.entry("loggerName", "org.pbxopenapi.access"), Map.entry("level", "INFO"),
                        Map.entry("message", "GET /openapi.php/extensions 200"), Map.entry("requestId", "crm-4711"),
                        Map.entry("client", "127.0.0.1"), Map.entry("tenantId", 1), Map.entry("method", "GET"),
                        Map.entry("route", "/openapi.php/extensions"), Map.entry("status", 200), Map.entry("outcome", "ok"),
                        Map.entry("rows", rows()), Map.entry("bytes", bytes)),
                list);
        assertEquals(List.of("ok", "invalid_api_key", "not_found", "uri_too_long", "method_not_allowed"),
                lines.stream().map(line -> line.get("outcome").asText()).toList());
        assertEquals(List.of("/openapi.php/extensions", "/openapi.php/extensions", "none", "none", "none"),
                lines.stream().map(line -> line.get("route").asText()).toList());
        assertTrue(lines.get(1).get("requestId").asText().matches("[0-9a-f]{16}"));
        assertEquals(key("acme-full-valid"), lines.get(1).get("keyId").asText());

        List<JsonNode> audit = lines(log, "org.pbxopenapi.audit");
        assertEquals(1, audit.size());
        assertEquals("key rejected: reason=wrong_tenant key=%s tenant=1 client=127.0.0.1 request=%s"
                .formatted(key("acme-full-valid"), lines.get(1).get("requestId").asText()),
                audit.get(0).get("message").asText());
    }

    private static int rows() {
        return Integer.parseInt(TestDatabase.sql("pbx", "SELECT COUNT(*) FROM extension WHERE tenant_id = 1"));
    }

    private static String key(String key) {
        return TestDatabase.sql("pbx", "SELECT id FROM api_key WHERE key_hash = UNHEX(SHA2('" + key + "', 256))");
    }

    @Test
    void textLinesAndAcceptedKeysOnDemand() throws Exception {
        settings.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
        settings.put("QUARKUS_LOG_CATEGORY__ORG_PBXOPENAPI_AUDIT__LEVEL", "DEBUG");
        String log = logOf(service -> service.get(LIST, "X-API-Key: acme-full-valid", "X-Request-Id: crm-4711"));
        assertTrue(log.contains("key accepted: key=%s tenant=1 client=127.0.0.1 request=crm-4711\n"
                .formatted(key("acme-full-valid"))), log);
        assertTrue(log.lines().anyMatch(line -> line.matches(
                "\\S+ \\[org.pbxopenapi.access\\] GET /openapi.php/extensions 200 ok, key %s, tenant 1, %d rows, \\d+ bytes, \\S+ ms, 127.0.0.1, crm-4711"
                        .formatted(key("acme-full-valid"), rows()))),
                log);
    }

    @Test
    void theAccessLogCanBeDisabledAndTheLastLineNeedsNoQueue() throws Exception {
        settings.put("PBX_ACCESS_LOG_ENABLED", "false");
        settings.put("QUARKUS_LOG_CONSOLE_ASYNC_ENABLED", "false");
        String log = logOf(service -> service.get(LIST));
        assertFalse(log.contains("org.pbxopenapi.access"));
        assertLastLineSaysStopped(log);
    }

    /** At the finest log level of the build, and in any form: plain, escaped, encoded or hashed. */
    @Test
    void noKeyIsInAnyLogWhereverItWasSent() throws Exception {
        settings.put("QUARKUS_LOG_LEVEL", "ALL");
        settings.put("QUARKUS_LOG_CONSOLE_LEVEL", "ALL");
        List<String> keys = List.of("acme-full-valid", "acme-full-revoked", "nobodys key/ü", "pbxkey_0123456789",
                "two words", "global-full-valid");
        String log = logOf(service -> keys.forEach(key -> sendEverywhere(key, service)));
        assertTrue(log.contains("\"level\":\"DEBUG\""), "the finest level is on");
        assertTrue(lines(log, "org.pbxopenapi.access").size() >= keys.size() * 15);
        String all = log.toLowerCase(Locale.ROOT);
        for (String key : keys) {
            for (String form : forms(key)) {
                assertFalse(all.contains(form.toLowerCase(Locale.ROOT)), () -> form + " is in "
                        + log.lines().filter(line -> line.toLowerCase(Locale.ROOT).contains(form.toLowerCase(Locale.ROOT)))
                                .limit(2).toList());
            }
        }
    }

    private static List<String> forms(String key) throws Exception {
        byte[] bytes = key.getBytes(UTF_8);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        List<String> forms = new ArrayList<>(List.of(key, URLEncoder.encode(key, UTF_8), hex(bytes)));
        Stream.of(bytes, hash).forEach(form -> forms.addAll(List.of(HexFormat.of().formatHex(form),
                HexFormat.ofDelimiter(" ").formatHex(form), Base64.getEncoder().withoutPadding().encodeToString(form),
                Base64.getUrlEncoder().withoutPadding().encodeToString(form))));
        return forms;
    }

    private static void sendEverywhere(String key, RawClient service) {
        String escaped = URLEncoder.encode(key, UTF_8);
        String everyByte = hex(key.getBytes(UTF_8));
        for (String written : List.of(escaped, everyByte)) {
            service.get(LIST + "&key=" + written);
            service.get(LIST + "&key=" + written, "X-Request-Id: " + key);
            service.get(LIST + "&limit=2&key=" + written);
            service.get(LIST + "&limit=x&key=" + written);
            service.get(LIST + "&cursor=" + written + "&limit=1&key=" + written);
            service.get("/openapi.php/extensions?tenant=" + written + "&key=" + written);
            service.get("/" + written + "?key=" + written);
            service.get(LIST + "&key=" + written + "&bad=%zz");
            service.get("/%zz?key=" + written);
            service.get(LIST + "&key=" + written + "&long=" + "a".repeat(5000));
            service.get(LIST + "&x=|{東京}&key=" + written);
        }
        for (String header : List.of("X-API-Key: ", "Authorization: Bearer ", "Authorization: Basic ", "Cookie: ", "Referer: ",
                "User-Agent: ", "X-Request-Id: ", "X-Forwarded-For: ", "Host: ", "traceparent: ")) {
            service.get(LIST, header + key);
        }
        service.get(LIST, "X-API-Key: " + key, "X-Request-Id: x." + key + ".y");
        service.get(LIST, "X-API-Key: another", "X-API-Key: " + key, "X-Request-Id: " + key);
        service.get(LIST + "&key=" + escaped + "&key=another", "X-Request-Id: " + key);
        service.get(LIST + "&key=another&k=" + escaped, "X-Request-Id: " + key);
        service.get(LIST, "X-API-Key: " + key, "X-Long: " + "a".repeat(70_000));
        service.request(key.replaceAll("\\W", ""), LIST + "&key=" + escaped);
        service.request("POST", LIST + "&key=" + escaped, "Content-Length: 0", "Content-Type: " + key);
    }

    private static String hex(byte[] bytes) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : bytes) {
            escaped.append('%').append(HexFormat.of().toHexDigits(b));
        }
        return escaped.toString();
    }
}
