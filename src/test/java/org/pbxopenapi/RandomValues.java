package org.pbxopenapi;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Values at random for a test. A failure names its seed: {@code -Dpbx.test.seed} repeats it. */
public final class RandomValues {

    /** Where ranges of UTF-16 and of UTF-8 begin and end: controls, ASCII, surrogates, characters that are none. */
    private static final String EDGES = "\u0000\u0001\t\r\n \u007f\u0080\u00ff\u0100\u07ff\u0800\ud7ff\ud800\udbff\udc00\udfff"
            + "\ue000\ufeff\ufffd\ufffe\uffff";

    /** How many requests a test sends; {@code -Dpbx.test.requests} sets it. */
    static final int REQUESTS = Integer.getInteger("pbx.test.requests", 1000);

    private final long seed = Long.getLong("pbx.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What must hold for a value. */
    public interface Check<T> {
        void accept(T value) throws Exception;
    }

    /** Checks so many values. */
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

    /** From zero up to, but without, the bound. */
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

    /** One of the usual values, so many times as often as another one. */
    @SafeVarargs
    public final <T> T mostly(int often, Supplier<T> other, T... usual) {
        return below(often + 1) < often ? of(usual) : other.get();
    }

    public <T> List<T> list(int maxSize, Supplier<T> values) {
        return Stream.generate(values).limit(below(maxSize + 1)).toList();
    }

    public byte[] bytes(int maxLength) {
        byte[] bytes = new byte[length(maxLength)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Text of any characters, halves of them and such as are none included. */
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

    /** Often none, one, or the longest. */
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
