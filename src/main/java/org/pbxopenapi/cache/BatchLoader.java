package org.pbxopenapi.cache;

import java.util.Collections;
import java.util.Map;
import java.util.function.BiFunction;

/** Where a {@link BoundedStalenessCache} reads its values. */
public interface BatchLoader<K, V> {

    /**
     * Reads values from the database. Of several, it may leave out some, which are then read alone, so that the others do not
     * wait for them.
     *
     * @param before which ones, each with the value that was read before, or null
     */
    Map<K, V> read(Map<K, V> before);

    /**
     * Whether a value may be read together with others; if not, it is read alone, and waits for no others.
     *
     * @param before the value that was read before, or null
     */
    boolean isBatched(K key, V before);

    /** Whether what had this value before is known to be there; it is not kept waiting by much that is not. */
    default boolean isKnown(V before) {
        return true;
    }

    /** One that reads each value by itself. */
    static <K, V> BatchLoader<K, V> ofOne(BiFunction<K, V, V> reader) {
        return new BatchLoader<>() {
            @Override
            public Map<K, V> read(Map<K, V> before) {
                Map.Entry<K, V> one = before.entrySet().iterator().next();
                return Collections.singletonMap(one.getKey(), reader.apply(one.getKey(), one.getValue()));
            }

            @Override
            public boolean isBatched(K key, V before) {
                return false;
            }
        };
    }
}
