package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

import io.restassured.RestAssured;

/** {@link RawClient} for the service under test of Quarkus, and its responses. */
public final class RawHttp {

    private static final DateTimeFormatter DATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private RawHttp() {
    }

    /** @param head the status line and the header lines */
    public record Answer(List<String> head, byte[] bytes) {

        public int status() {
            return Integer.parseInt(head.get(0).split(" ")[1]);
        }

        public String body() {
            return new String(bytes, UTF_8);
        }

        /** Returns the head without the Date header, which changes every second. */
        public List<String> headWithoutDate() {
            return head.stream().filter(line -> !line.regionMatches(true, 0, "Date:", 0, 5)).toList();
        }

        /** Returns the only Date header, in the format of RFC 9110. */
        public Instant date() {
            return Instant.from(DATE.parse(header("Date")));
        }

        /** Returns all values of a header. */
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

    public static RawClient underTest() {
        return new RawClient(RestAssured.port);
    }

    public static Answer get(String target, String... headers) {
        return underTest().get(target, headers);
    }

    public static Answer request(String method, String target, String... headers) {
        return underTest().request(method, target, headers);
    }

    public static Answer send(byte[] request) {
        return underTest().send(request);
    }

    /** Sends a GET request to another port than that of the endpoint. */
    public static Answer get(int port, String target) {
        return new RawClient(port).get(target);
    }

    public static Answer send(int port, byte[] request) {
        return new RawClient(port).send(request);
    }
}
