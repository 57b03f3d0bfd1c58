package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

import org.pbxopenapi.RawHttp.Answer;

/** HTTP client with one persistent connection. An incomplete response is an {@link IOException}. */
public final class KeepAlive implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    public KeepAlive(int port) throws IOException {
        this(connect(port));
    }

    /** @param socket a connected socket, which {@link #close} closes */
    public KeepAlive(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10); // unread responses stay in the service
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return socket;
    }

    public Answer get(String target, String... headers) throws IOException {
        ask("GET", target, headers);
        return answer();
    }

    /** Sends a request and does not wait for the response. */
    public void ask(String method, String target, String... headers) throws IOException {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        socket.getOutputStream().write((method + " " + target + " HTTP/1.1\r\nHost: pbx\r\n" + lines + "\r\n").getBytes(UTF_8));
    }

    /** Reads the next response; its body is decoded if it was chunked. */
    public Answer answer() throws IOException {
        List<String> head = head();
        Answer answer = new Answer(head, new byte[0]);
        if (answer.status() == 304 || answer.status() == 204) {
            return answer;
        }
        return new Answer(head, answer.headers("Transfer-Encoding").isEmpty()
                ? readNBytes(Integer.parseInt(answer.header("Content-Length")))
                : chunks());
    }

    private List<String> head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString().lines().filter(line -> !line.isEmpty()).toList();
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(), 16);
            body.write(readNBytes(size));
            line();
        } while (size > 0);
        return body.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }

    private byte[] readNBytes(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
