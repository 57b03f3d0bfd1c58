package org.pbxopenapi.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.pbxopenapi.PackagedService;

/** Load of four clients that send requests without pause, on connections that they keep until the service closes them. */
final class Load implements AutoCloseable {

    private static final byte[] REQUEST = "GET /openapi.php/extensions?tenant=EMPTY&key=empty-full-valid HTTP/1.1\r\nHost: pbx\r\n\r\n"
            .getBytes(ISO_8859_1);

    private final Network network;
    private final AtomicInteger responses = new AtomicInteger();
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = Stream.generate(() -> new Thread(this::run)).limit(4).toList();
    /** Targets of new connections; if one refuses, the next is tried. */
    private volatile List<PackagedService> services;
    private volatile boolean closed;

    /** Opens a connection to a service, by HTTP or HTTPS. */
    interface Network {
        Socket open(PackagedService service) throws IOException;
    }

    Load(Network network, PackagedService service) {
        this.network = network;
        this.services = List.of(service);
        clients.forEach(Thread::start);
    }

    void to(PackagedService... services) {
        this.services = List.of(services);
    }

    void awaitResponses(int more) throws InterruptedException {
        int enough = responses.get() + more;
        for (int i = 0; i < 600 && responses.get() < enough && failures.isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertTrue(responses.get() >= enough || !failures.isEmpty(), "No responses");
    }

    void assertNoneFailed() {
        assertEquals(List.of(), List.copyOf(failures));
    }

    private void run() {
        Connection connection = null;
        while (!closed) {
            try {
                if (connection == null) {
                    connection = connect();
                }
                String head = connection.get();
                if (!head.startsWith("http/1.1 200 ")) {
                    failures.add(head);
                }
                responses.incrementAndGet();
                Thread.sleep(5); // leaves most of the CPU to the replacement, which is starting
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
                return new Connection(network.open(service));
            } catch (ConnectException e) {
                // refused: try the next
            }
        }
        throw new IOException("All refuse");
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    static class Connection implements AutoCloseable {

        private final Socket socket;
        private final DataInputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
        }

        /** The head of the response, in lower case. The body, [], is read too. */
        String get() throws IOException {
            socket.getOutputStream().write(REQUEST);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            in.readNBytes(2);
            return head.toString().toLowerCase(Locale.ROOT);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
