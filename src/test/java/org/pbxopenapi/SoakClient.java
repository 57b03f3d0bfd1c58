package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.pbxopenapi.error.ApiError.INVALID_API_KEY;
import static org.pbxopenapi.error.ApiError.INVALID_PARAMETER;
import static org.pbxopenapi.error.ApiError.METHOD_NOT_ALLOWED;
import static org.pbxopenapi.error.ApiError.MISSING_API_KEY;
import static org.pbxopenapi.error.ApiError.NOT_FOUND;
import static org.pbxopenapi.error.ApiError.SERVICE_UNAVAILABLE;
import static org.pbxopenapi.error.ApiError.TENANT_NOT_FOUND;
import static org.pbxopenapi.error.ApiError.TENANT_REQUIRED;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.error.ApiError;

/** Client that sends random requests for the rows of bulk.sql, checks each response and counts the results by name. */
final class SoakClient implements Callable<Void> {

    static final int[] HOT_TENANTS = IntStream.range(2, 22).toArray();

    private static final int LAST_TENANT = 2000;
    private static final int ROWS = 50;
    private static final int PAGE = 20;
    private static final String LIST = "/openapi.php/extensions";
    static final String LONG = LIST + "?tenant=BIG&key=key-1";
    static final byte[] LONG_LIST = list(IntStream.rangeClosed(1, 200_000)
            .mapToObj(id -> row(id, id, "Empfang '" + id + "' 受付", "PJSIP")));

    private final int port;
    private final Random random;
    private final long end;
    private final Map<String, AtomicInteger> seen;

    SoakClient(int port, Random random, long end, Map<String, AtomicInteger> seen) {
        this.port = port;
        this.random = random;
        this.end = end;
        this.seen = seen;
    }

    static String path(int tenant) {
        return LIST + "?tenant=T" + tenant + "&key=key-" + tenant;
    }

    private static String row(int id, int number, String name, String tech) {
        return "{\"id\":" + id + ",\"number\":\"" + number + "\",\"name\":\"" + name + "\",\"tech\":\"" + tech + "\"}";
    }

    private static byte[] list(Stream<String> rows) {
        return rows.collect(joining(",", "[", "]")).getBytes(UTF_8);
    }

    /** Returns a range of a tenant's rows in bulk.sql. */
    private static byte[] list(int tenant, int first, int last) {
        String[] names = { "Sales", "Büro", "VERTRIEB 100%_" };
        String[] techs = { "SIP", "PJSIP", "VIRTUAL" };
        return list(IntStream.rangeClosed(first, last).mapToObj(
                n -> row(1_000_000 + tenant * 50 + n, 100 + n, names[n % 3] + " " + tenant + "." + n, techs[n % 3])));
    }

    @Override
    public Void call() throws Exception {
        try (KeepAlive connection = new KeepAlive(port)) {
            while (System.nanoTime() < end) {
                int tenant = random.nextInt(4) > 0 ? HOT_TENANTS[random.nextInt(HOT_TENANTS.length)]
                        : HOT_TENANTS[0] + random.nextInt(LAST_TENANT - 1);
                sendRequest(tenant, connection);
            }
        }
        return null;
    }

    private void sendRequest(int tenant, KeepAlive connection) throws Exception {
        String list = path(tenant);
        switch (random.nextInt(50)) {
            case 0 -> readLong(random.nextInt(3000));
            case 1 -> disconnect(random.nextBoolean() ? LONG : list, random.nextInt(50));
            case 2, 3, 4 -> pages(tenant, connection);
            case 5, 6, 7 -> assertError(connection.get(LIST + "?key=guess-" + random.nextInt()), INVALID_API_KEY, true);
            case 8, 9, 10 -> assertError(connection.get(list + "&tenant=T" + (tenant - 1)), INVALID_API_KEY, true);
            case 11, 12, 13 ->
                assertError(connection.get(LIST + "?key=global&tenant=" + random.nextInt()), TENANT_NOT_FOUND, true);
            case 14, 15, 16 -> assertError(connection.get(LIST + "?key=key-" + tenant), TENANT_REQUIRED, true);
            case 17, 18, 19 -> assertError(connection.get(list + "&limit=0"), INVALID_PARAMETER, true);
            case 20, 21 -> rejections(connection);
            case 22, 23, 24, 25, 26, 27 -> gzip(connection.get(list, "Accept-Encoding: gzip"), tenant);
            default -> conditional(list, tenant, connection);
        }
    }

    private void count(String result) {
        seen.computeIfAbsent(result, first -> new AtomicInteger()).incrementAndGet();
    }

    /** Returns whether the response is a list. The only error that is allowed instead is 503. */
    private boolean isList(Answer answer) {
        if (answer.status() != 200) {
            assertError(answer, SERVICE_UNAVAILABLE, true);
            return false;
        }
        boolean stale = !answer.headers("Age").isEmpty();
        assertEquals(stale ? List.of("pbx-openapi; fwd=stale; fwd-status=503") : List.of(), answer.headers("Cache-Status"));
        assertEquals("application/json", answer.header("Content-Type"));
        count(stale ? "stale" : "fresh");
        return true;
    }

    /** @param mayFail whether the request needs the database, so that 503 is allowed */
    private void assertError(Answer answer, ApiError error, boolean mayFail) {
        ApiError expected = mayFail && answer.status() == 503 ? SERVICE_UNAVAILABLE : error;
        assertEquals(expected.status() + " " + new String(expected.body(), UTF_8), answer.status() + " " + answer.body());
        assertEquals("application/json", answer.header("Content-Type"));
        expected.headers().forEach((name, value) -> assertEquals(value, answer.header(name)));
        count(String.valueOf(answer.status()));
    }

    private void rejections(KeepAlive connection) throws IOException {
        assertError(connection.get(LIST), MISSING_API_KEY, false);
        assertError(connection.get("/" + random.nextInt()), NOT_FOUND, false);
        connection.ask("DELETE", LIST);
        assertError(connection.answer(), METHOD_NOT_ALLOWED, false);
    }

    private void conditional(String list, int tenant, KeepAlive connection) throws IOException {
        Answer whole = connection.get(list);
        if (isList(whole)) {
            assertArrayEquals(list(tenant, 1, ROWS), whole.bytes());
            Answer same = connection.get(list, "If-None-Match: " + whole.header("ETag"));
            if (same.status() != 304) {
                assertError(same, SERVICE_UNAVAILABLE, true);
            } else {
                count("304");
            }
        }
    }

    private void gzip(Answer answer, int tenant) throws IOException {
        if (isList(answer)) {
            assertEquals("gzip", answer.header("Content-Encoding"));
            assertArrayEquals(list(tenant, 1, ROWS),
                    new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes());
            count("gzip");
        }
    }

    private void pages(int tenant, KeepAlive connection) throws IOException {
        String next = path(tenant) + "&limit=" + PAGE;
        for (int first = 1; first <= ROWS; first += PAGE) {
            Answer page = connection.get(next);
            if (!isList(page)) {
                return;
            }
            assertArrayEquals(list(tenant, first, Math.min(ROWS, first + PAGE - 1)), page.bytes());
            assertEquals(String.valueOf(ROWS), page.header("X-Total-Count"));
            count("page");
            next = page.headers("Link").stream().findFirst()
                    .map(link -> LIST + link.replaceFirst("<(.*)>.*", "$1")).orElse(null);
            assertEquals(first + PAGE > ROWS, next == null);
        }
    }

    /** Reads a long list, which may end early; a complete one must be correct. */
    private void readLong(int pauseMillis) throws Exception {
        try (KeepAlive connection = new KeepAlive(port)) {
            connection.ask("GET", LONG);
            Thread.sleep(pauseMillis);
            Answer answer = connection.answer();
            if (isList(answer)) {
                assertArrayEquals(LONG_LIST, answer.bytes());
                count("long");
            }
        } catch (EOFException | SocketException e) {
            count("incomplete");
        }
    }

    private void disconnect(String target, int afterMillis) throws Exception {
        try (KeepAlive connection = new KeepAlive(port)) {
            connection.ask("GET", target);
            Thread.sleep(afterMillis);
            count("disconnected");
        }
    }
}
