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

/** A network link to a port of this machine, which can be cut, go silent, or become slow. */
public final class FaultyLink implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean silent;
    private volatile long delayMillis;

    public FaultyLink(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** How many connections are open over it. */
    public int connections() {
        return open.size() / 2;
    }

    /** From now on, connections are closed as soon as they are made, and those that are open at once. */
    public void cut() {
        cut = true;
        open.forEach(FaultyLink::close);
    }

    /** From now on, connections are made and stay open, and nothing passes. */
    public void silence() {
        silent = true;
    }

    /** From now on, whatever passes takes so long in each direction. */
    public void slow(long millis) {
        delayMillis = millis;
    }

    /** All is well again. What went into the silent link is lost, and so are its connections. */
    public void mend() {
        if (silent) {
            open.forEach(FaultyLink::close);
        }
        cut = false;
        silent = false;
        delayMillis = 0;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
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
                // one of the two ends is gone
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
        door.close();
        cut();
    }
}
