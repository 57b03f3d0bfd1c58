package org.pbxopenapi.extension;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/** Stream of a list that is too long for the cache, and for the socket buffers of client and server together. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(ListStreamTest.Bulk.class)
public class ListStreamTest {

    private static final int LENGTH = 200_000;
    private static final String BIG = "/openapi.php/extensions?tenant=BIG&key=key-1";

    public static class Bulk implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.bulk(Map.of("pbx.stream.max-concurrent", "5", "pbx.stream.write-timeout", "15S",
                    "quarkus.datasource.jdbc.max-size", "2"));
        }
    }

    /** A client that has requested the long list, and reads only when the test says so. */
    private static final class SlowClient implements AutoCloseable {

        private final Socket socket = new Socket();
        private final InputStream in;

        SlowClient() throws IOException {
            this("Connection: close\r\n\r\n");
        }

        /** @param rest the rest of the request, after its first headers */
        SlowClient(String rest) throws IOException {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + BIG + " HTTP/1.1\r\nHost: pbx\r\n" + rest).getBytes(UTF_8));
            in = socket.getInputStream();
        }

        /** Reads this many bytes, or fewer at the end. */
        String read(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String dechunked(Answer answer) {
        assertEquals("chunked", answer.header("Transfer-Encoding"));
        StringBuilder body = new StringBuilder();
        String rest = new String(answer.bytes(), ISO_8859_1);
        for (int at = 0;;) {
            int end = rest.indexOf("\r\n", at);
            int size = Integer.parseInt(rest.substring(at, end), 16);
            if (size == 0) {
                assertEquals("0\r\n\r\n", rest.substring(at));
                return new String(body.toString().getBytes(ISO_8859_1), UTF_8);
            }
            body.append(rest, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }

    private static String expected() {
        StringBuilder list = new StringBuilder("[");
        for (int id = 1; id <= LENGTH; id++) {
            list.append("{\"id\":").append(id).append(",\"number\":\"").append(id).append("\",\"name\":\"Empfang '").append(id)
                    .append("' 受付\",\"tech\":\"PJSIP\"}").append(id == LENGTH ? "]" : ",");
        }
        return list.toString();
    }

    private static int listOtherTenant() {
        return RawHttp.get("/openapi.php/extensions?tenant=T50&key=key-50").status();
    }

    private static void awaitStatus(int status) throws InterruptedException {
        int last = RawHttp.get(BIG).status();
        for (int i = 0; i < 100 && last != status; i++) {
            Thread.sleep(50);
            last = RawHttp.get(BIG).status();
        }
        assertEquals(status, last);
    }

    @Test
    void theStreamedListIsComplete() {
        Answer answer = RawHttp.get(BIG);
        assertEquals(expected(), dechunked(answer));
        assertEquals("application/json", answer.header("Content-Type"));
        assertEquals("private, no-cache", answer.header("Cache-Control"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
        assertTrue(answer.date().isAfter(Instant.now().minusSeconds(20)));
        assertEquals(List.of(), answer.headers("ETag"));
    }

    @Test
    void anHttp10ClientGetsItWithoutChunks() {
        Answer answer = RawHttp.send(("GET " + BIG + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").getBytes(UTF_8));
        assertEquals(expected(), answer.body());
        assertEquals(List.of(), answer.headers("Transfer-Encoding"));
    }

    @Test
    void itContinuesFromACursor() {
        String link = RawHttp.get(BIG + "&limit=1000").header("Link");
        String rest = dechunked(RawHttp.get(BIG + link.replaceFirst(".*(&cursor=.*)>.*", "$1")));
        assertTrue(expected().endsWith(rest.substring(1)));
        assertTrue(rest.startsWith("[{\"id\":1001,"));
    }

    @Test
    void slowClientsDoNotBlockTheDatabaseAndOneTooManyIsRejected() throws Exception {
        List<SlowClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                clients.add(new SlowClient());
                assertEquals("HTTP/1.1 200 OK", clients.get(i).read(15));
            }
            for (int i = 0; i < 20; i++) {
                assertEquals(200, listOtherTenant());
            }
            Answer rejected = RawHttp.get(BIG);
            assertEquals(
                    "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}",
                    rejected.status() + " " + rejected.body());
            assertEquals("5", rejected.header("Retry-After"));
            assertEquals("application/json", rejected.header("Content-Type"));
            assertTrue(clients.get(0).read(20_000_000).endsWith("\"tech\":\"PJSIP\"}]\r\n0\r\n\r\n"),
                    "the slow client can read on");
            awaitStatus(200);
        } finally {
            for (SlowClient client : clients) {
                client.close();
            }
        }
        awaitStatus(200);
    }

    @Test
    void aClientThatDisconnectsReleasesItsPermit() throws Exception {
        for (int i = 0; i < 4; i++) { // more than there are permits
            List<SlowClient> clients = List.of(new SlowClient(), new SlowClient(), new SlowClient());
            for (SlowClient client : clients) {
                client.read(100);
            }
            assertEquals(503, RawHttp.get(BIG).status());
            for (SlowClient client : clients) {
                client.close();
            }
            awaitStatus(200);
        }
    }

    @Test
    void readingStopsIfAClientDisconnectsDuringItsNextRequest() throws Exception {
        long before = aborted();
        try (SlowClient client = new SlowClient("\r\nPOST / HTTP/1.1\r\nHost: pbx\r\nContent-Length: 9\r\n\r\nhalf")) {
            client.read(100);
        }
        for (int i = 0; i < 100 && aborted() == before; i++) {
            Thread.sleep(50);
        }
        assertEquals(before + 1, aborted());
    }

    private static long aborted() {
        return RawHttp.get(TestDatabase.managementPort(), "/q/metrics").body().lines()
                .filter(line -> line.startsWith("pbx_requests_seconds_count") && line.contains("\"aborted\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /** Even if no other client needs its permit. */
    @Test
    void aClientThatDoesNotReadLosesItsPermit() throws Exception {
        long before = aborted();
        try (SlowClient one = new SlowClient(); SlowClient two = new SlowClient(); SlowClient three = new SlowClient()) {
            stopReading(one, two, three);
            TestTicker.pass(Duration.ofSeconds(16));
            for (int i = 0; i < 100 && aborted() < before + 3; i++) {
                Thread.sleep(50);
            }
            assertEquals(before + 3, aborted());
            awaitStatus(200);
        }
    }

    @Test
    void aClientThatDoesNotReadLosesItsPermitToOthersSooner() throws Exception {
        try (SlowClient one = new SlowClient(); SlowClient two = new SlowClient(); SlowClient three = new SlowClient()) {
            stopReading(one, two, three);
            TestTicker.pass(Duration.ofSeconds(11));
            awaitStatus(200);
        }
    }

    private static void stopReading(SlowClient... clients) throws Exception {
        for (SlowClient client : clients) {
            client.read(100);
        }
        assertEquals(503, RawHttp.get(BIG).status());
        Thread.sleep(1000); // until the socket buffers are full
    }

    @Test
    void oneKeyLeavesRoomForOthers() throws Exception {
        List<SlowClient> clients = new ArrayList<>();
        try {
            String status;
            do {
                SlowClient client = new SlowClient();
                clients.add(client);
                status = client.read(15);
            } while (status.equals("HTTP/1.1 200 OK"));
            assertEquals("HTTP/1.1 503 Se", status);
            assertEquals(expected(), dechunked(RawHttp.get("/openapi.php/extensions?tenant=BIG", "X-API-Key: global")));
        } finally {
            for (SlowClient client : clients) {
                client.close();
            }
        }
        awaitStatus(200);
    }

    @Test
    void aListThatFailsMidwayDoesNotLookComplete() throws Exception {
        try (SlowClient client = new SlowClient()) {
            client.read(100);
            sql("bulk", "RENAME TABLE extension TO elsewhere");
            String rest;
            try {
                rest = client.read(20_000_000);
            } finally {
                sql("bulk", "RENAME TABLE elsewhere TO extension");
            }
            assertTrue(rest.length() > 1000);
            assertFalse(rest.endsWith("0\r\n\r\n"), rest.substring(rest.length() - 100));
            assertFalse(rest.contains("]"));
        }
        awaitStatus(200);
    }
}
