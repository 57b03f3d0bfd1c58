package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.regex.Pattern;

import javax.net.SocketFactory;

import org.pbxopenapi.RawHttp.Answer;

/**
 * HTTP to the byte at a port of this machine, for requests that no client library would send, and answers that none would show
 * as they are. Each request has a connection of its own.
 */
public record RawClient(int port, SocketFactory sockets) {

    public RawClient(int port) {
        this(port, SocketFactory.getDefault());
    }

    /** A GET of a target (path and query), with header lines. Characters are sent as UTF-8. */
    public Answer get(String target, String... headers) {
        return request("GET", target, headers);
    }

    public Answer request(String method, String target, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(
                (method + " " + target + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n" + lines + "\r\n").getBytes(UTF_8));
    }

    /** Sends bytes as they are, and reads until the service closes the connection. */
    public Answer send(byte[] request) {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request);
            } catch (SocketException e) {
                // A server may answer and close before it has read everything.
            }
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            String[] parts = answer.split(Pattern.quote("\r\n\r\n"), 2);
            if (parts.length < 2) {
                throw new AssertionError("No HTTP answer: " + answer);
            }
            return new Answer(parts[0].lines().toList(), parts[1].getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket connect() throws IOException {
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true); // else a request over TLS waits 40 ms for the acknowledgement of the handshake
        return socket;
    }
}
