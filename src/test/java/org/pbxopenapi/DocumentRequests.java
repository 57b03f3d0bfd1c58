package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Whole requests at random for the operations of an OpenAPI document, with values that are as its schemas have them, at their
 * bounds, and against them.
 */
final class DocumentRequests {

    private static final Arbitrary<String> WILD = Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20),
            Arbitraries.strings().withChars("%0123456789abcdefABCDEF&=+;/?#[]\\\"' \u00e9\u6771").ofMaxLength(12),
            Arbitraries.of("", "0", "-1", "1.0", "1e2", "0x10", "null", "true", "[]", "{}", "9".repeat(20), "x".repeat(300)),
            Arbitraries.of("\u0000", "\ud83d\ude00", "' OR 1=1 -- ", "%", "_", "\u202e", "../..", "\ufeff"))
            .map(text -> text.replaceAll("[\r\n]", ""));
    /** Longer than a request's first line may be, and all of its headers. */
    private static final Arbitrary<String> OVERLONG = Arbitraries.of("x".repeat(5000), "x".repeat(40_000));

    private final JsonNode document;
    private final Map<String, List<String>> likely;
    private final List<String> keys;
    private final String usual;

    /** @param keys those that its query, its headers and its bearer token may be, as they are before they are encoded */
    record Request(String path, String method, byte[] bytes, List<String> keys) {
    }

    /** How a value is given: a parameter of the query, or a header's line. */
    private record Part(boolean inQuery, String text, String key) {
    }

    /**
     * @param likely further values of parameters, by name
     * @param keys API keys, good and bad
     * @param usual the parameter that is seldom missing
     */
    DocumentRequests(JsonNode document, Map<String, List<String>> likely, List<String> keys, String usual) {
        this.document = document;
        this.likely = likely;
        this.keys = keys;
        this.usual = usual;
    }

    Arbitrary<Request> arbitrary() {
        List<Tuple.Tuple2<Integer, Arbitrary<Request>>> operations = new ArrayList<>();
        document.get("paths").properties().forEach(
                path -> path.getValue().properties().forEach(
                        operation -> operations.add(Tuple.of(1 + operation.getValue().path("parameters").size(),
                                requests(path.getKey(), operation.getKey(), operation.getValue())))));
        return Arbitraries.frequencyOf(operations);
    }

    private Arbitrary<Request> requests(String path, String verb, JsonNode operation) {
        Arbitrary<String> method = oneOfOr(
                Arbitraries.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"), 20, verb.toUpperCase());
        Arbitrary<String> version = oneOfOr(Arbitraries.of("HTTP/1.0", "HTTP/2.0", "HTTP/1.2"), 80, "HTTP/1.1");
        List<Arbitrary<List<Part>>> parts = new ArrayList<>();
        operation.path("parameters").forEach(parameter -> parts.add(parameter(resolve(parameter))));
        parts.add(credentials());
        parts.add(times(header("Accept-Encoding", oneOfOr(WILD, 4, "gzip", "gzip;q=0", "br", "*", "identity, gzip;q=0.1"))));
        parts.add(times(header("X-Request-Id", oneOfOr(WILD, 4, "id-1", "x".repeat(64), "x".repeat(65)))));
        parts.add(times(header("X-Overlong", OVERLONG), 20));
        Arbitrary<List<Part>> all = Combinators.combine(parts).as(lists -> lists.stream().flatMap(List::stream).toList());
        return Combinators.combine(method, version, all).as((m, v, given) -> request(path, m, v, given));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static Request request(String path, String method, String version, List<Part> parts) {
        List<String> query = parts.stream().filter(Part::inQuery).map(Part::text).toList();
        List<String> lines = parts.stream().filter(part -> !part.inQuery()).map(Part::text).toList();
        String head = method + " " + path + (query.isEmpty() ? "" : "?" + String.join("&", query)) + " " + version
                + "\r\nHost: pbx\r\nConnection: close\r\n" + String.join("", lines) + "\r\n";
        return new Request(path, method, head.getBytes(UTF_8),
                parts.stream().map(Part::key).filter(key -> key != null).toList());
    }

    private static Arbitrary<String> oneOfOr(Arbitrary<String> other, int often, String... usual) {
        return Arbitraries.frequencyOf(Tuple.of(often, Arbitraries.of(usual)), Tuple.of(1, other));
    }

    /** Missing, given, or repeated. */
    private static Arbitrary<List<Part>> times(Arbitrary<Part> part) {
        return times(part, 5);
    }

    private static Arbitrary<List<Part>> times(Arbitrary<Part> part, int missing) {
        return Arbitraries.frequencyOf(Tuple.of(1 + missing * 8, Arbitraries.just(List.of())),
                Tuple.of(12, part.map(List::of)), Tuple.of(1, part.list().ofSize(2)));
    }

    private Arbitrary<List<Part>> parameter(JsonNode parameter) {
        String name = parameter.get("name").asText();
        Arbitrary<String> values = values(name, parameter.get("schema"), parameter.path("example").asText());
        Arbitrary<Part> part = parameter.get("in").asText().equals("query") ? query(name, values) : header(name, values);
        return name.equals(usual) ? times(part, 0) : times(part);
    }

    private Arbitrary<String> values(String name, JsonNode schema, String example) {
        List<String> valid = new ArrayList<>(likely.getOrDefault(name, List.of(example)));
        StreamSupport.stream(schema.path("enum").spliterator(), false).map(JsonNode::asText).forEach(valid::add);
        Stream.of("minimum", "maximum").filter(schema::has).map(schema::get).map(JsonNode::asLong)
                .forEach(bound -> Stream.of(bound - 1, bound, bound + 1).map(String::valueOf).forEach(valid::add));
        return Arbitraries.frequencyOf(Tuple.of(60, Arbitraries.of(valid)), Tuple.of(6, WILD), Tuple.of(1, OVERLONG));
    }

    private static Arbitrary<Part> query(String name, Arbitrary<String> values) {
        Arbitrary<String> names = oneOfOr(Arbitraries.of(name.toUpperCase(), name + "[]", "%" + name), 30, name);
        return Combinators.combine(names, encoded(values)).as((n, value) -> new Part(true, n + "=" + value, null));
    }

    /** As a form has it, with every byte escaped, twice, or as it is. */
    private static Arbitrary<String> encoded(Arbitrary<String> values) {
        return Combinators.combine(values, Arbitraries.integers().between(0, 9)).as((value, way) -> switch (way) {
            case 0 -> HexFormat.of().withPrefix("%").formatHex(value.getBytes(UTF_8));
            case 1 -> URLEncoder.encode(URLEncoder.encode(value, UTF_8), UTF_8);
            case 2 -> value;
            default -> URLEncoder.encode(value, UTF_8);
        });
    }

    private static Arbitrary<Part> header(String name, Arbitrary<String> values) {
        return values.map(value -> new Part(false, name + ": " + value + "\r\n", null));
    }

    /** Mostly one, by one of the document's schemes. */
    private Arbitrary<List<Part>> credentials() {
        List<Arbitrary<Part>> schemes = new ArrayList<>();
        Arbitrary<String> key = Arbitraries.frequencyOf(Tuple.of(60, Arbitraries.of(keys)), Tuple.of(3, WILD),
                Tuple.of(1, OVERLONG));
        for (JsonNode scheme : document.at("/components/securitySchemes")) {
            schemes.add(key.flatMap(secret -> {
                Arbitrary<String> value = Arbitraries.just(secret);
                Arbitrary<Part> part = scheme.get("type").asText().equals("http")
                        ? header("Authorization", value.map("Bearer "::concat))
                        : scheme.get("in").asText().equals("query") ? query(scheme.get("name").asText(), value)
                                : header(scheme.get("name").asText(), value);
                return part.map(given -> new Part(given.inQuery(), given.text(), secret));
            }));
        }
        Arbitrary<Part> one = Arbitraries.oneOf(schemes);
        return Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(List.of())), Tuple.of(10, one.map(List::of)),
                Tuple.of(2, one.list().ofSize(2)));
    }
}
