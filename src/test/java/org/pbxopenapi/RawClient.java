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
 * HTTP client over a plain socket, for requests that no client library sends and for the exact bytes of responses. Each request
 * uses a new connection to a port of this machine.
 */
public record RawClient(int port, SocketFactory sockets) {

    public RawClient(int port) {
        this(port, SocketFactory.getDefault());
    }

    /** Sends a GET request for a target (path and query) with header lines, in UTF-8. */
    public Answer get(String target, String... headers) {
        return request("GET", target, headers);
    }

    public Answer request(String method, String target, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(
                (method + " " + target + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n" + lines + "\r\n").getBytes(UTF_8));
    }

    /** Sends bytes and reads until the service closes the connection. */
    public Answer send(byte[] request) {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request);
            } catch (SocketException e) {
                // The service may respond and close the connection before it has read everything.
            }
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            String[] parts = answer.split(Pattern.quote("\r\n\r\n"), 2);
            if (parts.length < 2) {
                throw new AssertionError("No HTTP response: " + answer);
            }
            return new Answer(parts[0].lines().toList(), parts[1].getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Socket connect() throws IOException {
        Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true); // otherwise a request over TLS waits 40 ms for the ACK of the handshake
        return socket;
    }
}
