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

/** Failures of the network between the service and its database. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(OutageTest.Link.class)
public class OutageTest {

    private static final String UNAVAILABLE = "{\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}";
    private static final int CONNECTIONS = 4;
    public static final FaultyLink LINK = new FaultyLink(EmbeddedMariaDb.start().port());
    /** Each test uses its own tenants and keys, which no other test has cached. */
    private static final AtomicInteger NEXT = new AtomicInteger(100);

    /** The service starts while the database does not respond. */
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
    void restore() throws InterruptedException {
        LINK.restore();
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

    /** Cached lists are served stale, other requests get 503. */
    private void assertServesStale(Answer known) {
        Answer stale = list();
        assertEquals(200, stale.status());
        assertEquals(known.body(), stale.body());
        assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
        assertTrue(Integer.parseInt(stale.header("Age")) >= 1, stale.header("Age"));
        assertEquals(known.header("ETag"), stale.header("ETag"));
        assertEquals(304, RawHttp.get(path(tenant), "If-None-Match: " + known.header("ETag")).status());
        assertUnavailable(RawHttp.get(path(tenant + 1000))); // a valid key
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

    private static long millis(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void aCutLinkServesStaleLists() throws InterruptedException {
        Answer known = list();
        LINK.cut();
        TestTicker.pass(Duration.ofMillis(1100));
        list();
        awaitState(200, "serving stale");
        assertServesStale(known);
        assertTrue(millis(() -> assertServesStale(known)) < 500);
        assertEquals(200, RawHttp.get(TestDatabase.managementPort(), "/q/health/live").status());
        LINK.restore();
        awaitFresh();
        awaitState(200, "serving");
    }

    @Test
    void aSilentLinkServesStaleLists() throws InterruptedException {
        Answer known = list();
        LINK.silence();
        TestTicker.pass(Duration.ofMillis(1100));
        assertTrue(millis(() -> assertEquals(known.body(), list().body())) < 1500, "the first request waits for a second");
        awaitState(200, "serving stale");
        assertTrue(millis(() -> assertServesStale(known)) < 500, "later requests do not wait");
    }

    /** A hundred concurrent requests for uncached lists are all rejected soon, without a backlog of connections. */
    @Test
    void aSilentLinkRejectsUncachedListsSoon() throws InterruptedException {
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
        assertTrue(millis < bound, "rejected after " + millis + " ms");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A key may have been revoked during the outage. */
    @Test
    void staleKeysAreRejectedAfterTheirOwnBound() throws InterruptedException {
        Answer known = list();
        LINK.cut();
        TestTicker.pass(Duration.ofSeconds(5));
        assertEquals(known.body(), list().body());
        TestTicker.pass(Duration.ofMillis(3500));
        assertUnavailable(list());
        awaitState(503, "can't serve");
        assertEquals(200, RawHttp.get(TestDatabase.managementPort(), "/q/health/live").status());
    }

    /** The database responds later than the bound for fresh lists. */
    @Test
    void aSlowLinkServesStaleLists() throws InterruptedException {
        Answer known = list();
        LINK.slow(700);
        TestTicker.pass(Duration.ofMillis(1100));
        Answer stale = list();
        assertEquals(known.body(), stale.body());
        assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
        Thread.sleep(3000); // the first load has finished, and the next may be running
        assertEquals(known.body(), list().body());
    }

    /** The database is available, but all connections are busy. */
    @Test
    void anExhaustedPoolServesStaleListsAndRejectsOthers() throws Exception {
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

    /** A full disk counts as an outage of the database, not as an error of the query. */
    @Test
    void aFullDiskServesStaleLists() throws InterruptedException {
        Answer known = list();
        sql("bulk", "CREATE OR REPLACE FUNCTION free_space() RETURNS INT BEGIN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1021,"
                + " MESSAGE_TEXT = 'Disk full (/tmp/#sql); waiting for someone to free some space'; RETURN 1; END");
        sql("bulk", "RENAME TABLE extension TO extension_data");
        sql("bulk", "CREATE VIEW extension AS SELECT * FROM extension_data WHERE free_space() = 1");
        try {
            TestTicker.pass(Duration.ofMillis(1100));
            Answer stale = list();
            assertEquals(known.body(), stale.body());
            assertEquals("pbx-openapi; fwd=stale; fwd-status=503", stale.header("Cache-Status"));
            assertUnavailable(RawHttp.get(path(tenant + 500)));
        } finally {
            sql("bulk", "DROP VIEW extension");
            sql("bulk", "RENAME TABLE extension_data TO extension");
        }
    }
}
