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

/** Four clients that ask without end, on connections that are kept for as long as the service wants. */
final class Load implements AutoCloseable {

    private static final byte[] REQUEST = "GET /openapi.php/extensions?tenant=EMPTY&key=empty-full-valid HTTP/1.1\r\nHost: pbx\r\n\r\n"
            .getBytes(ISO_8859_1);

    private final Network network;
    private final AtomicInteger answers = new AtomicInteger();
    private final Queue<Object> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = Stream.generate(() -> new Thread(this::run)).limit(4).toList();
    /** Where new connections go to; to the next where one refuses them. */
    private volatile List<PackagedService> services;
    private volatile boolean over;

    /** Opens a connection to a service: HTTP or HTTPS. */
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

    void awaitAnswers(int more) throws InterruptedException {
        int enough = answers.get() + more;
        for (int i = 0; i < 600 && answers.get() < enough && failures.isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertTrue(answers.get() >= enough || !failures.isEmpty(), "No answers");
    }

    void assertNoneFailed() {
        assertEquals(List.of(), List.copyOf(failures));
    }

    private void run() {
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
                Thread.sleep(5); // most of the processor is for the replacement to start
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
                // refused: the next
            }
        }
        throw new IOException("All refuse");
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
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

        /** The head of the answer, in lower case; its body, [], is read too. */
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
