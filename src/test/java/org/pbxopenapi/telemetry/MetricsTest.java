package org.pbxopenapi.telemetry;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithTestResource(TestDatabase.class)
public class MetricsTest {

    private static final String LIST = "/openapi.php/extensions";
    private static final Pattern NAME = Pattern.compile("\\b(pbx|agroal|jvm|process)_[a-z_]+");
    private static final Path MONITORING = Path.of("k8s/components/monitoring");

    private static String metrics() {
        return RawHttp.get(TestDatabase.managementPort(), "/q/metrics").body().replace(",}", "}");
    }

    private static double value(String name) {
        return metrics().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).sum();
    }

    private static void assertIncreases(String name, double by, Runnable action) {
        double before = value(name);
        action.run();
        for (int i = 0; i < 100 && value(name) < before + by; i++) {
            Thread.onSpinWait(); // a request is counted after its response is sent
        }
        assertEquals(before + by, value(name), name);
    }

    private static String requests(String outcome, String route, int status) {
        return "pbx_requests_seconds_count{outcome=\"" + outcome + "\",route=\"" + route + "\",status=\"" + status + "\"}";
    }

    @Test
    void requestsAreCountedByOutcome() {
        assertIncreases(requests("ok", LIST, 200), 2, () -> {
            RawHttp.get(LIST + "?tenant=ACME&key=acme-full-valid");
            RawHttp.get("/openapi.php?object=extension&action=list&tenant=ACME&key=acme-full-valid");
        });
        assertIncreases(requests("not_modified", LIST, 304), 1, () -> RawHttp.get(LIST + "?tenant=ACME&key=acme-full-valid",
                "If-None-Match: *"));
        assertIncreases(requests("invalid_api_key", LIST, 401), 1, () -> RawHttp.get(LIST + "?key=wrong"));
        assertIncreases(requests("ok", "/openapi.php", 200), 1, () -> RawHttp.get("/openapi.php"));
        assertIncreases(requests("not_found", "none", 404), 1, () -> RawHttp.get("/some/where/else"));
        assertIncreases(requests("preflight", "none", 204), 1, () -> RawHttp.request("OPTIONS", LIST));
        assertIncreases(requests("method_not_allowed", "none", 405), 1, () -> RawHttp.request("HEAD", LIST));
        assertIncreases(requests("uri_too_long", "none", 414), 1, () -> RawHttp.get("/" + "a".repeat(6000)));
    }

    @Test
    void keysAreCountedByKind() {
        assertIncreases("pbx_keys_total{kind=\"tenant\",scope=\"full\"}", 1,
                () -> RawHttp.get(LIST + "?tenant=ACME", "X-API-Key: acme-full-valid"));
        assertIncreases("pbx_keys_total{kind=\"global\",scope=\"read_only\"}", 1,
                () -> RawHttp.get(LIST, "Authorization: Bearer global-read-only-valid"));
        assertIncreases("pbx_keys_in_query_total", 1, () -> RawHttp.get(LIST + "?key=wrong"));
        assertIncreases("pbx_keys_in_query_total", 0, () -> RawHttp.get(LIST + "?key=", "X-API-Key: wrong"));
    }

    @Test
    void cacheResultsAndDataAgeAreCounted() throws InterruptedException {
        TestTicker.pass(Duration.ofMillis(1100));
        String empty = LIST + "?tenant=EMPTY&key=empty-full-valid";
        assertIncreases("pbx_cache_total{cache=\"lists\",result=\"miss\"}", 1, () -> {
            RawHttp.get(empty);
            RawHttp.get(empty);
        });
        assertTrue(value("pbx_cache_total{cache=\"lists\",result=\"hit\"}") >= 1);
        assertTrue(value("pbx_data_age_seconds_count") >= 2);
        assertTrue(value("pbx_data_age_seconds_max") < 2);
        assertEquals(1, value("pbx_database_up"));
    }

    /** A label value stays in memory forever. */
    @Test
    void clientInputNeverBecomesALabel() {
        RawHttp.get("/made-up-path?made-up=made-up", "X-API-Key: made-up", "User-Agent: made-up");
        RawHttp.request("MADE-UP", "/made-up-path");
        assertFalse(metrics().contains("made"));
    }

    @Test
    void alertsAndDashboardUseExistingMetrics() throws IOException {
        requestsAreCountedByOutcome();
        Set<String> used = names(Files.readString(MONITORING.resolve("prometheusrule.yaml")));
        used.addAll(names(Files.readString(MONITORING.resolve("grafana-dashboard.json"))));
        assertTrue(used.size() > 12, used.toString());
        Set<String> missing = new TreeSet<>(used);
        missing.removeAll(names(metrics()));
        assertEquals(Set.of(), missing);
    }

    @Test
    void theDashboardHasPanelsWithQueries() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
        dashboard.get("panels").forEach(panel -> panel.get("targets").forEach(
                target -> assertFalse(target.get("expr").asText().isEmpty())));
        assertTrue(dashboard.get("panels").size() >= 8);
    }

    @Test
    void everyMetricIsDocumented() throws IOException {
        String page = Files.readString(Path.of("docs/operating.md"));
        for (String name : names(metrics())) {
            String base = name.replaceAll("_(bucket|count|sum|max)$", "");
            assertTrue(!name.startsWith("pbx_") || page.contains("`" + base), name);
        }
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(toCollection(TreeSet::new));
    }
}
