package org.pbxopenapi;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random values for fuzz tests. A failure reports its seed; {@code -Dpbx.test.seed} repeats it. */
public final class RandomValues {

    /** First and last characters of the ranges of UTF-16 and UTF-8: controls, ASCII, surrogates, noncharacters. */
    private static final String EDGES = "\u0000\u0001\t\r\n \u007f\u0080\u00ff\u0100\u07ff\u0800\ud7ff\ud800\udbff\udc00\udfff"
            + "\ue000\ufeff\ufffd\ufffe\uffff";

    /** Number of requests of a test, set by {@code -Dpbx.test.requests}. */
    static final int REQUESTS = Integer.getInteger("pbx.test.requests", 1000);

    private final long seed = Long.getLong("pbx.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Assertion on a value. */
    public interface Check<T> {
        void accept(T value) throws Exception;
    }

    /** Checks this number of random values. */
    public <T> void forAll(int number, Supplier<T> generator, Check<T> check) {
        for (int i = 0; i < number; i++) {
            T value = generator.get();
            try {
                check.accept(value);
            } catch (AssertionError | Exception e) {
                throw new AssertionError(this + ", value " + i + ": " + value, e);
            }
        }
    }

    /** Returns a number from 0 (inclusive) to the bound (exclusive). */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    @SafeVarargs
    public final <T> T of(T... values) {
        return values[below(values.length)];
    }

    public <T> T of(List<T> values) {
        return values.get(below(values.size()));
    }

    /** Returns one of the usual values, {@code weight} times as often as another value. */
    @SafeVarargs
    public final <T> T mostly(int weight, Supplier<T> other, T... usual) {
        return below(weight + 1) < weight ? of(usual) : other.get();
    }

    public <T> List<T> list(int maxSize, Supplier<T> values) {
        return Stream.generate(values).limit(below(maxSize + 1)).toList();
    }

    public byte[] bytes(int maxLength) {
        byte[] bytes = new byte[length(maxLength)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Returns text with any characters, including unpaired surrogates and noncharacters. */
    public String text(int maxLength) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, length(maxLength)).forEach(i -> text.append(character()));
        return text.toString();
    }

    public String text(String characters, int maxLength) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, length(maxLength)).forEach(i -> text.append(characters.charAt(below(characters.length()))));
        return text.toString();
    }

    /** Returns a length, often 0, 1 or the maximum. */
    private int length(int max) {
        return switch (below(10)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> max;
            default -> below(max + 1);
        };
    }

    private String character() {
        return switch (below(10)) {
            case 0 -> String.valueOf(EDGES.charAt(below(EDGES.length())));
            case 1, 2, 3 -> String.valueOf((char) below(0x80));
            case 4 -> Character.toString(0x10000 + below(0x100000));
            default -> String.valueOf((char) below(0x10000));
        };
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
