package org.pbxopenapi.limit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;

/** Hundreds of clients that have a process keep as much as they can, which has little memory to keep it in. */
class SmallHeapIT {

    private static final String LIST = "/openapi.php/extensions?tenant=EMPTY&key=empty-full-valid";

    @Test
    void headersThatNeverEnd() throws Exception {
        assertServesBeside("GET " + LIST + " HTTP/1.1\r\n" + "a:\r\n".repeat(4500));
    }

    @Test
    void requestsThatAreSentAheadAndAnswersThatAreNotTaken() throws Exception {
        assertServesBeside("GET /openapi.php HTTP/1.1\r\n\r\n".repeat(3000));
        assertServesBeside("GET /nowhere HTTP/1.1\r\n\r\n".repeat(20_000));
    }

    private static void assertServesBeside(String sent) throws Exception {
        new TestDatabase().start();
        Map<String, String> settings = new HashMap<>(PackagedService.on("pbx"));
        settings.put("JAVA_TOOL_OPTIONS", "-Xmx64m"); // a native process takes two fifths of the memory instead
        settings.put("PBX_CONNECTION_MAX", "2000");
        List<Socket> hostile = new ArrayList<>();
        try (PackagedService service = PackagedService.start(settings)) {
            for (int i = 0; i < 400; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port);
                hostile.add(socket);
                Thread sender = new Thread(() -> send(socket, sent));
                sender.setDaemon(true);
                sender.start();
                if (i % 50 == 49) {
                    assertEquals(200, RawHttp.get(service.port, LIST).status(), service::output);
                }
            }
            Thread.sleep(2000);
            assertEquals(200, RawHttp.get(service.port, LIST).status(), service::output);
            assertEquals(200, service.health("live").status());
        } finally {
            for (Socket socket : hostile) {
                socket.close();
            }
        }
    }

    private static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            // the service has closed it
        }
    }
}
