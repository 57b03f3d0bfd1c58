package org.pbxopenapi.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;
import org.pbxopenapi.dev.EmbeddedMariaDb;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The network between the service and its database fails, in all the ways that networks do. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(OutageTest.Link.class)
public class OutageTest {

    private static final String UNAVAILABLE = "{\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}";
    private static final int CONNECTIONS = 4;
    public static final FaultyLink LINK = new FaultyLink(EmbeddedMariaDb.start().port());
    /** Each test has keys and tenants of its own, of which nothing is known before. */
    private static final AtomicInteger NEXT = new AtomicInteger(100);

    /** The service starts while the database says nothing. */
    public static class Link implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            LINK.silence();
            Map<String, String> settings = new HashMap<>(TestDatabase.bulk(Map.of()));
            settings.put("quarkus.datasource.jdbc.url", "jdbc:mariadb://127.0.0.1:" + LINK.port() + "/bulk");
            settings.put("quarkus.datasource.jdbc.max-size", String.valueOf(CONNECTIONS));
            settings.put("quarkus.thread-pool.max-threads", String.valueOf(CONNECTIONS));
            settings.put("pbx.cache.max-stale-keys", "8s");
            return settings;
        }
    }

    private final int tenant = NEXT.getAndIncrement();

    private static String path(int tenant) {
        return "/openapi.php/extensions?tenant=T" + tenant + "&key=key-" + tenant;
    }

    private Answer list() {
        return RawHttp.get(path(tenant));
    }

    private static Answer readiness() {
        return RawHttp.get(TestDatabase.managementPort(), "/q/health/ready");
    }

    @BeforeEach
    @AfterEach
    void mend() throws InterruptedException {
        LINK.mend();
        awaitFresh();
    }

    private void awaitFresh() throws InterruptedException {
        long start = System.nanoTime();
        Answer answer;
        do {
            Thread.sleep(20);
            answer = list();
        } while (answer.status() != 200 || !answer.headers("Cache-Status").isEmpty());
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < 2000, "Fresh only after " + millis + " ms");
        assertEquals(List.of(), answer.headers("Age"));
    }

    /** What was known is served, what was not is refused, in time; both as the contract has it. */
    private void assertServesStale(Answer known) {
        Answer stale = list();
        assertEquals(200, stale.status());
        assertEquals(known.body(), stale.body());
        assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
        assertTrue(Integer.parseInt(stale.header("Age")) >= 1, stale.header("Age"));
        assertEquals(known.header("ETag"), stale.header("ETag"));
        assertEquals(304, RawHttp.get(path(tenant), "If-None-Match: " + known.header("ETag")).status());
        assertUnavailable(RawHttp.get(path(tenant + 1000))); // whose key is good
        assertUnavailable(RawHttp.get("/openapi.php/extensions?key=key-" + tenant + "&tenant=OTHER"));
        assertEquals(401, RawHttp.get("/openapi.php/extensions").status());
    }

    private static void assertUnavailable(Answer answer) {
        assertEquals(503, answer.status());
        assertEquals(UNAVAILABLE, answer.body());
        assertEquals("5", answer.header("Retry-After"));
    }

    private static void awaitState(int status, String state) throws InterruptedException {
        Answer answer = readiness();
        for (int i = 0; i < 200 && !answer.body().contains(state); i++) {
            Thread.sleep(50);
            answer = readiness();
        }
        assertTrue(answer.body().contains("\"state\": \"" + state + "\""), answer.body());
        assertEquals(status, answer.status());
    }

    private static long millis(Runnable doing) {
        long start = System.nanoTime();
        doing.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void cut() throws InterruptedException {
        Answer known = list();
        LINK.cut();
        TestTicker.pass(Duration.ofMillis(1100));
        list();
        awaitState(200, "serving stale");
        assertServesStale(known);
        assertTrue(millis(() -> assertServesStale(known)) < 500);
        assertEquals(200, RawHttp.get(TestDatabase.managementPort(), "/q/health/live").status());
        LINK.mend();
        awaitFresh();
        awaitState(200, "serving");
    }

    @Test
    void silent() throws InterruptedException {
        Answer known = list();
        LINK.silence();
        TestTicker.pass(Duration.ofMillis(1100));
        assertTrue(millis(() -> assertEquals(known.body(), list().body())) < 1500, "the first who asks waits a second");
        awaitState(200, "serving stale");
        assertTrue(millis(() -> assertServesStale(known)) < 500, "those after him do not wait");
    }

    /** A hundred at once ask for what is not known: each is refused soon, and nothing piles up meanwhile. */
    @Test
    void silentForThoseWhoAskForWhatIsNotKnown() throws InterruptedException {
        list();
        LINK.silence();
        assertAllUnavailableWithin(3000, IntStream.range(300, 400));
        assertTrue(LINK.connections() <= CONNECTIONS + 2, LINK.connections() + " connections");
        awaitState(200, "serving stale");
        assertTrue(millis(() -> assertUnavailable(RawHttp.get(path(401)))) < 300);
    }

    private static void assertAllUnavailableWithin(long bound, IntStream tenants) {
        Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> clients = tenants.mapToObj(i -> new Thread(() -> answers.add(RawHttp.get(path(i))))).toList();
        long millis = millis(() -> {
            clients.forEach(Thread::start);
            clients.forEach(OutageTest::join);
        });
        assertEquals(clients.size(), answers.size());
        answers.forEach(OutageTest::assertUnavailable);
        assertTrue(millis < bound, "refused after " + millis + " ms");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A key that is revoked meanwhile must not be good for long. */
    @Test
    void keysAreRefusedAfterABoundOfTheirOwn() throws InterruptedException {
        Answer known = list();
        LINK.cut();
        TestTicker.pass(Duration.ofSeconds(5));
        assertEquals(known.body(), list().body());
        TestTicker.pass(Duration.ofMillis(3500));
        assertUnavailable(list());
        awaitState(503, "can't serve");
        assertEquals(200, RawHttp.get(TestDatabase.managementPort(), "/q/health/live").status());
    }

    /** Later than the bound for fresh answers, but an answer. */
    @Test
    void slow() throws InterruptedException {
        Answer known = list();
        LINK.slow(700);
        TestTicker.pass(Duration.ofMillis(1100));
        Answer stale = list();
        assertEquals(known.body(), stale.body());
        assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
        Thread.sleep(3000); // the reading has come to its end, and another is under way or shared
        assertEquals(known.body(), list().body());
    }

    /** The database is well, but all connections are busy. */
    @Test
    void exhausted() throws Exception {
        Answer known = list();
        try (java.sql.Connection locking = java.sql.DriverManager.getConnection(EmbeddedMariaDb.start().url("bulk"),
                EmbeddedMariaDb.ADMIN, EmbeddedMariaDb.ADMIN)) {
            locking.createStatement().execute("LOCK TABLES extension WRITE");
            TestTicker.pass(Duration.ofMillis(1100));
            assertAllUnavailableWithin(6500, IntStream.range(500, 520));
            Answer stale = list();
            assertEquals(known.body(), stale.body());
            assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
        }
    }

    /** A database that has no room for what a query needs is out of order, not in the wrong. */
    @Test
    void diskFull() throws InterruptedException {
        Answer known = list();
        sql("bulk", "CREATE OR REPLACE FUNCTION room() RETURNS INT BEGIN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1021,"
                + " MESSAGE_TEXT = 'Disk full (/tmp/#sql); waiting for someone to free some space'; RETURN 1; END");
        sql("bulk", "RENAME TABLE extension TO extension_there");
        sql("bulk", "CREATE VIEW extension AS SELECT * FROM extension_there WHERE room() = 1");
        try {
            TestTicker.pass(Duration.ofMillis(1100));
            Answer stale = list();
            assertEquals(known.body(), stale.body());
            assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
            assertUnavailable(RawHttp.get(path(tenant + 500)));
        } finally {
            sql("bulk", "DROP VIEW extension");
            sql("bulk", "RENAME TABLE extension_there TO extension");
        }
    }
}
