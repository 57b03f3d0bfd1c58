package org.pbxopenapi.cache;

import java.util.Collections;
import java.util.Map;
import java.util.function.BiFunction;

/** Reads the values of a {@link BoundedStalenessCache} from the database. */
public interface BatchLoader<K, V> {

    /**
     * Reads values. If it returns only some of them, the others are then read alone.
     *
     * @param previous the keys to read, each with its previous value or null
     */
    Map<K, V> read(Map<K, V> previous);

    /**
     * Whether the value may be read in a batch; if not, it is read alone and at once.
     *
     * @param previous its previous value, or null
     */
    boolean isBatched(K key, V previous);

    /** Whether a key with this previous value is known to exist; a flood of unknown keys does not delay known ones. */
    default boolean isKnown(V previous) {
        return true;
    }

    /** A loader that reads each value by itself. */
    static <K, V> BatchLoader<K, V> ofOne(BiFunction<K, V, V> reader) {
        return new BatchLoader<>() {
            @Override
            public Map<K, V> read(Map<K, V> previous) {
                Map.Entry<K, V> one = previous.entrySet().iterator().next();
                return Collections.singletonMap(one.getKey(), reader.apply(one.getKey(), one.getValue()));
            }

            @Override
            public boolean isBatched(K key, V previous) {
                return false;
            }
        };
    }
}
