package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;

/** A thousand clients that try to exhaust the memory of a process with a small heap. */
class SmallHeapIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";
    private static final int CLIENTS = 1000;

    private static PackagedService service;

    @BeforeAll
    static void startService() throws Exception {
        new TestDatabase().start();
        Map<String, String> settings = new HashMap<>(PackagedService.on("pbx"));
        settings.put("PBX_CONNECTION_MAX", String.valueOf(2 * CLIENTS));
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx64m"); // a native process ignores it, and uses two fifths of the memory
        service = PackagedService.start(settings);
    }

    @AfterAll
    static void stopService() {
        service.close();
    }

    @Test
    void headersThatNeverEndDoNotExhaustTheHeap() throws Exception {
        assertServesDespite("GET " + LIST + " HTTP/1.1\r\n" + "a:\r\n".repeat(4500));
    }

    @Test
    void pipelinedRequestsWhoseResponsesAreNotReadDoNotExhaustTheHeap() throws Exception {
        assertServesDespite("GET /openapi.php HTTP/1.1\r\n\r\n".repeat(3000));
        assertServesDespite("GET /nowhere HTTP/1.1\r\n\r\n".repeat(20_000));
    }

    private static void assertServesDespite(String sent) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Queue<Socket> opened = new ConcurrentLinkedQueue<>();
        try {
            for (int i = 1; i <= CLIENTS; i++) {
                Thread client = new Thread(() -> send(sent, opened, over));
                client.setDaemon(true);
                client.start();
                if (i % 100 == 0) {
                    assertEquals(200, service.http().get(LIST).status(), service::output);
                }
            }
            Thread.sleep(3000);
            assertEquals(200, service.http().get(LIST).status(), service::output);
            assertEquals(200, service.health("live").status());
        } finally {
            over.set(true);
            for (Socket socket : opened) {
                socket.close();
            }
        }
    }

    /** Sends the text and keeps the connection for a while; reconnects whenever it is closed. */
    private static void send(String text, Queue<Socket> opened, AtomicBoolean over) {
        while (!over.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port)) {
                opened.add(socket);
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
                Thread.sleep(2000);
            } catch (IOException e) {
                // closed by the service
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
