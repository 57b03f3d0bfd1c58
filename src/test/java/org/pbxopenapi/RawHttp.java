package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.SocketFactory;

import io.restassured.RestAssured;

/** HTTP to the byte, for requests that no client library would send, and answers that none would show as they are. */
public final class RawHttp {

    private static volatile SocketFactory sockets = SocketFactory.getDefault();

    private RawHttp() {
    }

    /** Sets by what to connect to the service under test from now on. */
    public static void use(SocketFactory factory) {
        sockets = factory;
    }

    /** @param head the lines of the answer, status line first */
    public record Answer(List<String> head, byte[] bytes) {

        public int status() {
            return Integer.parseInt(head.get(0).split(" ")[1]);
        }

        public String body() {
            return new String(bytes, UTF_8);
        }

        /** All values of a header. */
        public List<String> headers(String name) {
            return head.stream().skip(1)
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip()).toList();
        }

        public String header(String name) {
            List<String> values = headers(name);
            if (values.size() != 1) {
                throw new AssertionError(name + " occurs " + values.size() + " times in " + head);
            }
            return values.get(0);
        }
    }

    /** A GET of a target (path and query), with header lines. Characters are sent as UTF-8. */
    public static Answer get(String target, String... headers) {
        return request("GET", target, headers);
    }

    public static Answer request(String method, String target, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send(head(method, target, lines));
    }

    /** A GET of a target at another port than that of the service under test. */
    public static Answer get(int port, String target) {
        return send(port, head("GET", target, ""));
    }

    private static byte[] head(String method, String target, String lines) {
        return (method + " " + target + " HTTP/1.1\r\nHost: pbx\r\nConnection: close\r\n" + lines + "\r\n").getBytes(UTF_8);
    }

    /** Sends bytes as they are to the service under test, and reads until it closes the connection. */
    public static Answer send(byte[] request) {
        return send(sockets, RestAssured.port, request);
    }

    public static Answer send(int port, byte[] request) {
        return send(SocketFactory.getDefault(), port, request);
    }

    public static Answer send(SocketFactory sockets, int port, byte[] request) {
        try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
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
}
