package org.pbxopenapi.telemetry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import com.sun.net.httpserver.HttpServer;

/** Test collector that receives traces as OTLP over HTTP and records them. */
final class OtlpCollector implements AutoCloseable {

    /** @param attributes the span's attributes, without those of the process */
    record Span(String traceId, String id, String parentId, String name, Map<String, Object> attributes, boolean failed) {
    }

    /** A Protobuf message: its length-delimited fields and its numbers, by their field numbers in OTLP's .proto files. */
    private record Message(Map<Integer, List<ByteBuffer>> parts, Map<Integer, Long> numbers) {

        static Message of(ByteBuffer bytes) {
            Message message = new Message(new HashMap<>(), new HashMap<>());
            while (bytes.hasRemaining()) {
                int tag = (int) varint(bytes);
                int length = switch (tag & 7) {
                    case 0 -> 0;
                    case 1 -> 8;
                    case 5 -> 4;
                    default -> (int) varint(bytes);
                };
                if ((tag & 7) == 0) {
                    message.numbers.put(tag >> 3, varint(bytes));
                } else {
                    message.parts.computeIfAbsent(tag >> 3, ignored -> new ArrayList<>())
                            .add(bytes.slice(bytes.position(), length));
                    bytes.position(bytes.position() + length);
                }
            }
            return message;
        }

        private static long varint(ByteBuffer bytes) {
            long value = 0;
            for (int shift = 0;; shift += 7) {
                byte next = bytes.get();
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        List<Message> messages(int tag) {
            return parts.getOrDefault(tag, List.of()).stream().map(part -> of(part.duplicate())).toList();
        }

        String text(int tag) {
            return StandardCharsets.UTF_8.decode(parts.get(tag).get(0).duplicate()).toString();
        }

        String hex(int tag) {
            byte[] bytes = new byte[parts.containsKey(tag) ? parts.get(tag).get(0).remaining() : 0];
            parts.getOrDefault(tag, List.of()).forEach(part -> part.duplicate().get(bytes));
            return HexFormat.of().formatHex(bytes);
        }
    }

    private final HttpServer server;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    OtlpCollector(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/traces", exchange -> {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Token")));
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    List<Span> spans() {
        return received.stream().map(bytes -> Message.of(ByteBuffer.wrap(bytes)))
                .flatMap(request -> request.messages(1).stream())
                .flatMap(resource -> resource.messages(2).stream())
                .flatMap(scope -> scope.messages(2).stream())
                .map(OtlpCollector::span).toList();
    }

    private static Span span(Message span) {
        Map<String, Object> attributes = new HashMap<>();
        for (Message pair : span.messages(9)) {
            Message value = pair.messages(2).get(0);
            attributes.put(pair.text(1), value.numbers.containsKey(3) ? value.numbers.get(3) : value.text(1));
        }
        boolean failed = span.messages(15).stream().anyMatch(status -> status.numbers.getOrDefault(3, 0L) == 2);
        return new Span(span.hex(1), span.hex(2), span.hex(4), span.text(5), attributes, failed);
    }

    Span await(Predicate<Span> wanted) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            for (Span span : spans()) {
                if (wanted.test(span)) {
                    return span;
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("The span was not received. Received spans: " + spans());
    }

    /** All received bytes as ISO 8859-1. */
    String bytes() {
        StringBuilder all = new StringBuilder();
        received.forEach(bytes -> all.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    List<String> tokens() {
        return tokens;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
