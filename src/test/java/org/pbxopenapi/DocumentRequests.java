package org.pbxopenapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Generates random requests for the operations of an OpenAPI document. Values match the schemas, are at their bounds, or
 * violate them.
 */
final class DocumentRequests {

    private final RandomValues random;
    private final JsonNode document;
    private final Map<String, List<String>> likely;
    private final List<String> keys;
    private final Set<String> usual;
    private final List<Operation> operations = new ArrayList<>();

    /** @param keys the API keys in the query, the headers and the bearer token, before encoding */
    record Request(String path, String method, String text, List<String> keys) {

        byte[] bytes() {
            return text.getBytes(UTF_8);
        }
    }

    private record Operation(String path, String verb, List<JsonNode> parameters) {
    }

    /** A query parameter or a header line. */
    private record Part(boolean inQuery, String text, String key) {
    }

    /**
     * @param likely further valid values of parameters, by name
     * @param keys valid and invalid API keys
     * @param usual the parameters that are rarely missing
     */
    DocumentRequests(RandomValues random, JsonNode document, Map<String, List<String>> likely, List<String> keys,
            Set<String> usual) {
        this.random = random;
        this.document = document;
        this.likely = likely;
        this.keys = keys;
        this.usual = usual;
        document.get("paths").properties().forEach(path -> path.getValue().properties()
                .forEach(operation -> add(path.getKey(), operation.getKey(), operation.getValue())));
    }

    /**
     * Adds an operation once for each parameter and once more, so that operations with more parameters are called more often.
     */
    private void add(String path, String verb, JsonNode operation) {
        List<JsonNode> parameters = StreamSupport.stream(operation.path("parameters").spliterator(), false)
                .map(this::resolve).toList();
        for (int i = 0; i <= parameters.size(); i++) {
            operations.add(new Operation(path, verb.toUpperCase(Locale.ROOT), parameters));
        }
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    Request next() {
        Operation operation = random.of(operations);
        String method = random.mostly(20,
                () -> random.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE"), operation.verb());
        String version = random.mostly(30, () -> random.of("HTTP/1.0", "HTTP/2.0", "HTTP/1.2"), "HTTP/1.1");
        List<Part> parts = new ArrayList<>();
        for (JsonNode parameter : operation.parameters()) {
            int missing = usual.contains(parameter.get("name").asText()) ? 0 : 5;
            parts.addAll(times(missing, () -> parameter(parameter)));
        }
        parts.addAll(credentials());
        parts.addAll(times(5, () -> header("Accept-Encoding",
                random.mostly(4, this::arbitrary, "gzip", "gzip;q=0", "br", "*", "identity, gzip;q=0.1"))));
        parts.addAll(times(5, () -> header("X-Request-Id",
                random.mostly(4, this::arbitrary, "id-1", "x".repeat(64), "x".repeat(65)))));
        parts.addAll(times(20, () -> header("X-Overlong", overlong())));
        return request(operation.path(), method, version, parts);
    }

    private static Request request(String path, String method, String version, List<Part> parts) {
        List<String> query = parts.stream().filter(Part::inQuery).map(Part::text).toList();
        List<String> lines = parts.stream().filter(part -> !part.inQuery()).map(Part::text).toList();
        String head = method + " " + path + (query.isEmpty() ? "" : "?" + String.join("&", query)) + " " + version
                + "\r\nHost: pbx\r\nConnection: close\r\n" + String.join("", lines) + "\r\n";
        return new Request(path, method, head, parts.stream().map(Part::key).filter(key -> key != null).toList());
    }

    private String arbitrary() {
        String any = random.text(20);
        String escapes = random.text("%0123456789abcdefABCDEF&=+;/?#[]\\\"' \u00e9\u6771", 12);
        String odd = random.of("", "0", "-1", "1.0", "1e2", "0x10", "null", "true", "[]", "{}", "9".repeat(20),
                "x".repeat(300));
        String hostile = random.of("\u0000", "\ud83d\ude00", "' OR 1=1 -- ", "%", "_", "\u202e", "../..", "\ufeff");
        return random.of(any, escapes, odd, hostile).replaceAll("[\r\n]", "");
    }

    /** Exceeds the limit of the request line, or that of all headers. */
    private String overlong() {
        return "x".repeat(random.of(5_000, 40_000));
    }

    /** Generates the part zero times, once or twice. */
    private List<Part> times(int missing, Supplier<Part> part) {
        int chance = random.below(missing * 8 + 14);
        return Stream.generate(part).limit(chance == 0 ? 2 : chance <= 12 ? 1 : 0).toList();
    }

    private Part parameter(JsonNode parameter) {
        String name = parameter.get("name").asText();
        String value = value(name, parameter.get("schema"), parameter.path("example").asText());
        return parameter.get("in").asText().equals("query") ? query(name, value) : header(name, value);
    }

    private String value(String name, JsonNode schema, String example) {
        List<String> valid = new ArrayList<>(likely.getOrDefault(name, List.of(example)));
        schema.path("enum").forEach(value -> valid.add(value.asText()));
        Stream.of("minimum", "maximum").filter(schema::has).map(schema::get).map(JsonNode::asLong)
                .forEach(bound -> Stream.of(bound - 1, bound, bound + 1).map(String::valueOf).forEach(valid::add));
        return oneOf(valid, 60, 6);
    }

    /** Returns a valid, an arbitrary or an overlong value, with the two weights and a weight of 1. */
    private String oneOf(List<String> valid, int validWeight, int arbitraryWeight) {
        int chance = random.below(validWeight + arbitraryWeight + 1);
        return chance == 0 ? overlong() : chance <= arbitraryWeight ? arbitrary() : random.of(valid);
    }

    private Part query(String name, String value) {
        String given = random.mostly(30, () -> random.of(name.toUpperCase(Locale.ROOT), name + "[]", "%" + name), name);
        return new Part(true, given + "=" + encoded(value), null);
    }

    /** Encodes a value as in a form, byte by byte, twice, or not at all. */
    private String encoded(String value) {
        return switch (random.below(10)) {
            case 0 -> HexFormat.of().withPrefix("%").formatHex(value.getBytes(UTF_8));
            case 1 -> URLEncoder.encode(URLEncoder.encode(value, UTF_8), UTF_8);
            case 2 -> value;
            default -> URLEncoder.encode(value, UTF_8);
        };
    }

    private static Part header(String name, String value) {
        return new Part(false, name + ": " + value + "\r\n", null);
    }

    /** Returns mostly one API key, by one of the document's security schemes. */
    private List<Part> credentials() {
        int chance = random.below(13);
        return Stream.generate(this::credential).limit(chance == 0 ? 0 : chance <= 2 ? 2 : 1).toList();
    }

    private Part credential() {
        JsonNode scheme = random.of(List.copyOf(document.at("/components/securitySchemes").properties())).getValue();
        String key = oneOf(keys, 60, 3);
        Part part = scheme.get("type").asText().equals("http") ? header("Authorization", "Bearer " + key)
                : scheme.get("in").asText().equals("query") ? query(scheme.get("name").asText(), key)
                        : header(scheme.get("name").asText(), key);
        return new Part(part.inQuery(), part.text(), key);
    }
}
