package org.pbxopenapi.outage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP proxy to a port of this machine that can cut, silence or slow down its connections. */
public final class FaultyLink implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean silent;
    private volatile long delayMillis;

    public FaultyLink(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Returns the number of open connections. */
    public int connections() {
        return open.size() / 2;
    }

    /** Closes all connections, and from now on every new one. */
    public void cut() {
        cut = true;
        open.forEach(FaultyLink::close);
    }

    /** Keeps connections open and accepts new ones, but discards all data from now on. */
    public void silence() {
        silent = true;
    }

    /** Delays data in each direction from now on. */
    public void slow(long millis) {
        delayMillis = millis;
    }

    /** Forwards data normally again. Closes connections whose data was discarded. */
    public void restore() {
        if (silent) {
            open.forEach(FaultyLink::close);
        }
        cut = false;
        silent = false;
        delayMillis = 0;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (cut) {
                close(client);
                continue;
            }
            open.add(client);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            run(() -> pump(client, server));
            run(() -> pump(server, client));
        }
    }

    private void pump(Socket from, Socket to) throws IOException {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                pause();
                if (!silent) {
                    out.write(bytes, 0, length);
                }
            }
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void pause() {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one side has closed the connection
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
