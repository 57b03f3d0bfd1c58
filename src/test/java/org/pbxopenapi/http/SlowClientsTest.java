package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.TestTicker;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/** Slow clients: they send little, or do not read the response. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(SlowClientsTest.Limits.class)
public class SlowClientsTest {

    private static final String T20 = "/openapi.php/extensions?tenant=T20&key=key-20";
    private static final int MAX = 40;

    public static class Limits implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.bulk(Map.of("pbx.connection.max", String.valueOf(MAX), "pbx.connection.request-timeout", "1s",
                    "pbx.connection.idle-timeout", "3s", "pbx.connection.write-timeout", "2s"));
        }
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static byte[] request(String target) {
        return ("GET " + target + " HTTP/1.1\r\nHost: pbx\r\n\r\n").getBytes(ISO_8859_1);
    }

    /** Milliseconds until a connection is closed to which a text is written again and again. */
    private static long lifetime(Socket socket, String text) throws Exception {
        long start = System.nanoTime();
        socket.setSoTimeout(100);
        while (System.nanoTime() - start < 20_000_000_000L) {
            try {
                send(socket, text);
                if (socket.getInputStream().read() < 0) {
                    break;
                }
            } catch (SocketTimeoutException e) {
                continue; // still open
            } catch (IOException e) {
                break;
            }
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Test
    void aRequestThatArrivesByteByByteIsCutOff() throws Exception {
        try (Socket slow = connect()) {
            send(slow, "GET " + T20 + " HTTP/1.1\r\nX-Slow: ");
            long millis = lifetime(slow, "x");
            assertTrue(millis > 800 && millis < 4000, "open for " + millis + " ms");
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        try (Socket idle = connect(); Socket silent = connect()) {
            idle.getOutputStream().write(request("/openapi.php/nowhere"));
            readResponse(idle.getInputStream());
            long millis = lifetime(silent, "");
            assertTrue(millis > 2500 && millis < 6000, "open for " + millis + " ms");
            assertTrue(lifetime(idle, "") < 3000, "its timeout began at about the same time");
        }
    }

    @Test
    void aConnectionInUseStaysOpen() throws Exception {
        try (Socket used = connect()) {
            for (int i = 0; i < 10; i++) {
                used.getOutputStream().write(request(T20));
                assertTrue(readResponse(used.getInputStream()).startsWith("HTTP/1.1 200 "));
                TestTicker.pass(Duration.ofMillis(1500));
                Thread.sleep(100); // connections are checked twice a second
            }
        }
    }

    /** A connection in use, and new ones that send a request at once, are still served. */
    @Test
    void manySlowClientsKeepNobodyOut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (Socket used = connect()) {
            used.getOutputStream().write(request(T20));
            readResponse(used.getInputStream());
            for (int i = 0; i < 10 * MAX; i++) {
                slow.add(connect());
                send(slow.get(i), "GET " + T20 + " HTTP/1.1\r\nX-Slow: ");
                if (i % 10 == 0) {
                    assertEquals(200, RawHttp.get(T20).status());
                    used.getOutputStream().write(request(T20));
                    assertTrue(readResponse(used.getInputStream()).startsWith("HTTP/1.1 200 "));
                }
            }
            assertTrue(metric("pbx_refused_total{limit=\"connections\"}") >= 8 * MAX);
            assertTrue(metric("pbx_connections") <= MAX);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static double metric(String name) {
        String metrics = RawHttp.get(TestDatabase.managementPort(), "/q/metrics").body().replace(",}", "}");
        return metrics.lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1))).sum();
    }

    @Test
    void aClientThatDoesNotReadIsDisconnected() throws Exception {
        try (Socket client = connect()) {
            for (int i = 0; i < 3000; i++) { // more than the socket buffers hold
                client.getOutputStream().write(request(T20));
            }
            assertDisconnected(client);
        }
        try (Socket client = connect()) {
            client.getOutputStream().write(request("/openapi.php/extensions?tenant=BIG&key=key-1"));
            assertDisconnected(client);
        }
    }

    private static void assertDisconnected(Socket client) throws Exception {
        for (int i = 0; i < 30 && metric("pbx_connections") > 0; i++) { // until the socket buffers are full
            TestTicker.pass(Duration.ofSeconds(3));
            Thread.sleep(600); // connections are checked twice a second
        }
        client.setSoTimeout(3000);
        long received = 0;
        try {
            byte[] bytes = new byte[1 << 16];
            for (int length = 0; length >= 0; length = client.getInputStream().read(bytes)) {
                received += length;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Still open after " + received + " bytes", e);
        } catch (IOException e) {
            // reset
        }
        assertEquals(200, RawHttp.get(T20).status());
    }

    @Test
    void aSlowReaderGetsTheWholeResponse() throws Exception {
        try (Socket slow = connect()) {
            slow.getOutputStream().write(request("/openapi.php/extensions?search=Sales&limit=1000&key=global"));
            Thread.sleep(1200);
            String head = readHead(slow.getInputStream());
            int length = length(head);
            for (int received = 0; received < length;) {
                received += slow.getInputStream().readNBytes(Math.min(length / 8 + 1, length - received)).length;
                Thread.sleep(500);
            }
        }
    }

    private static String readResponse(InputStream in) throws IOException {
        String head = readHead(in);
        int length = length(head);
        assertEquals(length, in.readNBytes(length).length);
        return head;
    }

    private static int length(String head) {
        return Integer.parseInt(head.toLowerCase().replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Closed after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
