package org.pbxopenapi.apikey;

import static java.util.Comparator.comparingLong;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ids of all keys by their hashes, for a database without an index of the hashes: over a view of a PBX's table, each
 * lookup by hash would hash every key. A lookup by id then verifies what the index says.
 */
final class ApiKeyIndex {

    /** For a database that has an index, or too many keys for memory: it rules out no key. */
    static final ApiKeyIndex NONE = new ApiKeyIndex(null);

    /** The approximate bytes of an entry. */
    static final int ENTRY_BYTES = 32;

    /** @param hash the first eight bytes; the database distinguishes keys that have the same */
    private record Entry(long hash, long id) {

        static Entry of(Object[] row) {
            return new Entry(ByteBuffer.wrap((byte[]) row[1]).getLong(), ((Number) row[0]).longValue());
        }
    }

    /** Ordered by hash. */
    private final Entry[] entries;

    private ApiKeyIndex(Entry[] entries) {
        this.entries = entries;
    }

    /**
     * @param rows each has an id and a hash
     * @param max if there are more rows, none is indexed
     */
    static ApiKeyIndex of(Stream<Object[]> rows, int max) {
        Entry[] entries = rows.map(Entry::of).sorted(comparingLong(Entry::hash)).toArray(Entry[]::new);
        return entries.length > max ? NONE : new ApiKeyIndex(entries);
    }

    /** Whether every key was in the index when it was read. */
    boolean isComplete() {
        return entries != null;
    }

    List<Long> ids(KeyHash hash) {
        int after = find(hash);
        if (after < 0) {
            return List.of();
        }
        int first = after;
        while (first > 0 && entries[first - 1].hash == hash.a()) {
            first--;
        }
        while (after < entries.length && entries[after].hash == hash.a()) {
            after++;
        }
        return Arrays.stream(entries, first, after).map(Entry::id).toList();
    }

    boolean mayHave(KeyHash hash) {
        return !isComplete() || find(hash) >= 0;
    }

    /** The position of any entry with the hash; negative: there is none. */
    private int find(KeyHash hash) {
        return Arrays.binarySearch(entries, new Entry(hash.a(), 0), comparingLong(Entry::hash));
    }
}
