package org.pbxopenapi.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.PackagedService;
import org.pbxopenapi.TestDatabase;

/** One process is replaced by another under load, and no request is lost. */
class DrainIT {

    private static final byte[] REQUEST = "GET /openapi.php/extensions?tenant=EMPTY&key=empty-full-valid HTTP/1.1\r\nHost: pbx\r\n\r\n"
            .getBytes(ISO_8859_1);

    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    /** Where new connections go to; to the next where one refuses them. */
    private volatile List<PackagedService> services;
    private volatile boolean over;

    Map<String, String> settings() {
        return PackagedService.on("pbx");
    }

    Socket open(PackagedService service) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), service.port);
    }

    @Test
    void aReplacementUnderLoadLosesNoRequest() throws Exception {
        new TestDatabase().start();
        replaceUnderLoad(settings(), false);
    }

    /** By the time that a load balancer gets to notice. */
    @Test
    void norDoesOneThatALoadBalancerNotices() throws Exception {
        new TestDatabase().start();
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("PBX_DRAIN_DELAY", "1S");
        replaceUnderLoad(settings, true);
    }

    private void replaceUnderLoad(Map<String, String> settings, boolean noticed) throws Exception {
        PackagedService old = PackagedService.start(settings);
        services = List.of(old);
        List<Thread> clients = Stream.generate(() -> new Thread(this::load)).limit(4).toList();
        clients.forEach(Thread::start);
        try {
            awaitAnswers(500);
            PackagedService replacement = PackagedService.start(settings);
            services = List.of(old, replacement);
            awaitAnswers(500);
            old.terminate();
            if (noticed) {
                old.awaitHealth("ready", 503);
                services = List.of(replacement);
            }
            old.await();
            assertEquals(143, old.exitCode(), old.output());
            old.close();
            old = replacement;
            awaitAnswers(500);
        } finally {
            over = true;
            for (Thread client : clients) {
                client.join();
            }
            old.close();
        }
        assertEquals(List.of(), List.copyOf(failures));
    }

    @Test
    void readinessGoesDownFirst() throws Exception {
        new TestDatabase().start();
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("PBX_DRAIN_DELAY", "5S");
        try (PackagedService service = PackagedService.start(settings); Connection connection = new Connection(open(service))) {
            service.terminate();
            service.awaitHealth("ready", 503);
            assertEquals(200, service.health("live").status());
            assertTrue(connection.get().contains("connection: close"));
        }
    }

    private void awaitAnswers(int more) throws InterruptedException {
        int enough = answers.get() + more;
        for (int i = 0; i < 600 && answers.get() < enough && failures.isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertTrue(answers.get() >= enough || !failures.isEmpty(), "No answers");
    }

    private void load() {
        Connection connection = null;
        while (!over) {
            try {
                if (connection == null) {
                    connection = connect();
                }
                String head = connection.get();
                if (!head.startsWith("http/1.1 200 ")) {
                    failures.add(head);
                }
                answers.incrementAndGet();
                Thread.sleep(1); // some of the processor is for the replacement to start
                if (head.contains("connection: close")) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException | InterruptedException e) {
                failures.add(e);
                connection = null;
            }
        }
    }

    private Connection connect() throws IOException {
        for (PackagedService service : services) {
            try {
                return new Connection(open(service));
            } catch (ConnectException e) {
                // refused: the next
            }
        }
        throw new IOException("All refuse");
    }

    private static class Connection implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        }

        /** The head of the answer, in lower case; its body, [], is read too. */
        String get() throws IOException {
            socket.getOutputStream().write(REQUEST);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            in.readNBytes(2);
            return head.toString().toLowerCase();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
