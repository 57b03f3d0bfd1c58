package org.pbxopenapi.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.KeepAlive;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.dev.EmbeddedMariaDb;

/** The process of the database is killed or stopped, and restored, while clients send requests. */
@DisabledOnOs(OS.WINDOWS)
class KilledDatabaseIT {

    private static final String UNAVAILABLE = "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}";
    private static final String LIST = "/openapi.php/extensions";
    private static final List<String> LISTS = List.of(
            LIST + "?tenant=ACME&key=acme-full-valid",
            LIST + "?tenant=ACME&key=acme-read-only-valid&limit=2",
            LIST + "?tenant=GLOBEX&key=global-full-valid",
            LIST + "?key=global-read-only-valid",
            "/openapi.php?object=extension&action=list&tenant=EMPTY&key=empty-full-valid");
    private static final List<String> REJECTED = List.of(
            LIST,
            LIST + "?tenant=ACME&key=unknown",
            LIST + "?tenant=GLOBEX&key=acme-full-valid",
            LIST + "?tenant=no-such&key=global-full-valid",
            "/openapi.php/no-such");
    /** Lists that are requested only during the first outage, and during the second one. */
    private static final String UNCACHED = LIST + "?tenant=SHADOW&key=shadow-full-valid";
    private static final String UNCACHED_LATER = LIST + "?tenant=TWIN-B&key=twin-b-full-valid";
    private static final int CLIENTS = 6;
    /** For the key, the tenant and the list. */
    private static final int QUERIES_PER_REQUEST = 3;

    private static DatabaseProcess database;

    /** Expected responses by request target. */
    private final Map<String, String> expected = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger refusedConnections = new AtomicInteger();
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = Stream.generate(() -> new Thread(this::load)).limit(CLIENTS).toList();
    private PackagedService service;
    private volatile boolean stopped;

    @BeforeAll
    static void startDatabase() {
        database = new DatabaseProcess();
    }

    @AfterAll
    static void endDatabase() {
        database.close();
    }

    @AfterEach
    void end() throws Exception {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
        service.close();
        database.restore();
    }

    private static Map<String, String> settings() {
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", database.server().url("pbx"),
                "QUARKUS_DATASOURCE_USERNAME", EmbeddedMariaDb.ADMIN, "QUARKUS_DATASOURCE_PASSWORD", EmbeddedMariaDb.ADMIN,
                "PBX_LIMIT_FAILED_KEYS_PER_MINUTE", "0");
    }

    private static String statusAndBody(Answer answer) {
        return answer.status() + " " + answer.body();
    }

    private Answer get(String target) {
        return service.http().get(target);
    }

    private void startUnderLoad() throws Exception {
        service = PackagedService.start(settings());
        Stream.of(LISTS, REJECTED).flatMap(List::stream).forEach(target -> expected.put(target, statusAndBody(get(target))));
        LISTS.forEach(target -> assertTrue(expected.get(target).startsWith("200 ["), expected.get(target)));
        assertEquals(List.of("401", "401", "401", "404", "404"),
                REJECTED.stream().map(target -> expected.get(target).substring(0, 3)).toList());
        clients.forEach(Thread::start);
        awaitAnswers(300);
    }

    private void awaitAnswers(int more) throws InterruptedException {
        int enough = answers.get() + more;
        for (int i = 0; i < 600 && answers.get() < enough && failures.isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertEquals(List.of(), List.copyOf(failures), service::output);
        assertTrue(answers.get() >= enough, "No responses");
    }

    private void load() {
        KeepAlive connection = null;
        try {
            while (!stopped) {
                for (Map.Entry<String, String> known : expected.entrySet()) {
                    connection = connection == null ? new KeepAlive(service.port) : connection;
                    Answer answer = connection.get(known.getKey());
                    check(known.getKey(), known.getValue(), answer);
                    answers.incrementAndGet();
                    if (answer.headers("Connection").contains("close")) {
                        connection.close();
                        connection = null;
                    }
                    Thread.sleep(1); // leaves CPU time for the test
                }
            }
        } catch (ConnectException e) {
            refusedConnections.incrementAndGet();
        } catch (IOException | InterruptedException | AssertionError e) {
            failures.add(e);
        }
    }

    private static void check(String target, String expected, Answer answer) {
        assertEquals(expected, statusAndBody(answer), target);
        assertEquals("application/json", answer.header("Content-Type"));
        boolean stale = !answer.headers("Age").isEmpty();
        assertEquals(stale ? List.of("pbx-openapi; fwd=stale; fwd-status=503") : List.of(), answer.headers("Cache-Status"),
                target);
        assertTrue(!stale || Integer.parseInt(answer.header("Age")) >= 1, answer.head()::toString);
        assertEquals(answer.status() == 503 ? List.of("5") : List.of(), answer.headers("Retry-After"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    }

    private void awaitState(int status, String state) throws InterruptedException {
        String json = "\"state\": \"" + state + "\"";
        Answer answer = service.health("ready");
        for (int i = 0; i < 200 && !(answer.status() == status && answer.body().contains(json)); i++) {
            Thread.sleep(50);
            answer = service.health("ready");
        }
        assertEquals(status, answer.status(), answer.body());
        assertTrue(answer.body().contains(json), answer.body());
        assertEquals(200, service.health("live").status());
    }

    private void assertFreshWithin(long bound) throws InterruptedException {
        long start = System.nanoTime();
        for (String target : LISTS) {
            Answer answer;
            while ((answer = get(target)).status() != 200 || !answer.headers("Cache-Status").isEmpty()) {
                Thread.sleep(10);
            }
            check(target, expected.getOrDefault(target, statusAndBody(answer)), answer);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < bound, "Fresh only after " + millis + " ms");
    }

    @ParameterizedTest
    @ValueSource(strings = { "KILL", "STOP" })
    void staleListsAreServedTheDatabaseGetsFewQueriesAndShutdownLosesNoRequest(String signal) throws Exception {
        startUnderLoad();
        long queries = signal.equals("KILL") ? 0 : database.queries();
        database.signal(signal);
        check(UNCACHED, UNAVAILABLE, get(UNCACHED));
        awaitState(200, "serving stale");
        Thread.sleep(signal.equals("KILL") ? 1000 : 4000);
        LISTS.forEach(target -> assertFalse(get(target).headers("Cache-Status").isEmpty(), target));
        awaitAnswers(200);

        database.restore();
        int before = answers.get();
        assertFreshWithin(2000);
        Thread.sleep(1000);
        long sent = database.queries() - queries;
        assertTrue(sent < CLIENTS * expected.size() * QUERIES_PER_REQUEST,
                sent + " queries for " + (answers.get() - before) + " requests");
        assertTrue(get(UNCACHED).body().contains("SHADOW Reception"));
        awaitState(200, "serving");
        awaitAnswers(200);

        database.signal(signal);
        assertShutdownLosesNoRequest();
    }

    private void assertShutdownLosesNoRequest() throws Exception {
        expected.put(UNCACHED_LATER, UNAVAILABLE);
        awaitAnswers(200);
        service.terminate();
        service.await();
        assertEquals(143, service.exitCode(), service::output);
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(List.of(), List.copyOf(failures), service::output);
        assertEquals(CLIENTS, refusedConnections.get());
    }

    @Test
    void theServiceStartsWithoutADatabaseAndWaitsForIt() throws Exception {
        database.signal("KILL");
        service = PackagedService.launch(settings());
        service.awaitHealth("live", 200);
        awaitState(503, "can't serve");
        check(UNCACHED, UNAVAILABLE, get(UNCACHED));
        check(LIST, "401 {\"error\":{\"code\":\"missing_api_key\",\"message\":\"Missing API key.\"}}", get(LIST));
        assertEquals(200, get("/openapi.php").status());
        assertEquals(404, get("/nowhere").status());
        assertEquals(204, service.http().request("OPTIONS", LIST).status());
        Thread.sleep(3000);
        awaitState(503, "can't serve");

        database.restore();
        assertFreshWithin(2000);
        awaitState(200, "serving");
    }
}
