package org.pbxopenapi.apikey;

import static java.util.Comparator.comparingLong;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ids of all keys by their hashes, for a database that has no index of them: over a view of a PBX's table it would have
 * to hash every key to find one. It tells where a key may be; the database still says whether it is there.
 */
final class ApiKeyIndex {

    /** For a database that has an index, or more keys than memory is for: any key may be there. */
    static final ApiKeyIndex NONE = new ApiKeyIndex(null);

    /** What an entry takes in memory, about. */
    static final int ENTRY_BYTES = 32;

    /** @param hash its first eight bytes; where two keys have the same, the database tells them apart */
    private record Entry(long hash, long id) {

        static Entry of(Object[] row) {
            return new Entry(ByteBuffer.wrap((byte[]) row[1]).getLong(), ((Number) row[0]).longValue());
        }
    }

    /** In the order of their hashes. */
    private final Entry[] entries;

    private ApiKeyIndex(Entry[] entries) {
        this.entries = entries;
    }

    /**
     * @param rows an id and a hash each
     * @param most if there are more, none is indexed
     */
    static ApiKeyIndex of(Stream<Object[]> rows, int most) {
        Entry[] entries = rows.map(Entry::of).sorted(comparingLong(Entry::hash)).toArray(Entry[]::new);
        return entries.length > most ? NONE : new ApiKeyIndex(entries);
    }

    /** Whether a key that {@link #ids} has no id for was not there. */
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

    /** Where one of its entries is; negative: there is none. */
    private int find(KeyHash hash) {
        return Arrays.binarySearch(entries, new Entry(hash.a(), 0), comparingLong(Entry::hash));
    }
}
