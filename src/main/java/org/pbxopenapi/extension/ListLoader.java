package org.pbxopenapi.extension;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.pbxopenapi.cache.BatchLoader;

import com.fasterxml.jackson.core.JsonFactory;

/**
 * Batch loader of the list cache. It reads the complete lists of several tenants by one query, and other lists one by one. A
 * list that is too long for the cache is an empty Optional.
 */
final class ListLoader implements BatchLoader<ListQuery, Optional<EncodedList>> {

    private static final int MAX_BATCH_ROWS = 4000;
    /** A longer list is read alone: it would fill a batch and delay the other lists. */
    private static final int MAX_ROWS_IN_BATCH = 1000;

    private final JsonFactory json;
    private final int maxBytes;

    /** @param maxBytes approximate limit on the bytes of a list, and of all lists of a batch together */
    ListLoader(JsonFactory json, int maxBytes) {
        this.json = json;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean isBatched(ListQuery query, Optional<EncodedList> before) {
        return query.isWholeTenant()
                && (before == null || before.filter(list -> list.plain.rows() <= MAX_ROWS_IN_BATCH).isPresent());
    }

    @Override
    public Map<ListQuery, Optional<EncodedList>> read(Map<ListQuery, Optional<EncodedList>> before) {
        Map<ListQuery, Optional<EncodedList>> lists = before.size() == 1 ? readAlone(before.keySet().iterator().next())
                : readBatch(before.keySet());
        lists.replaceAll((query, list) -> {
            Optional<EncodedList> previous = before.get(query);
            return list.map(current -> previous == null ? current : EncodedList.newer(previous.orElse(null), current));
        });
        return lists;
    }

    private Map<ListQuery, Optional<EncodedList>> readAlone(ListQuery query) {
        return new HashMap<>(Map.of(query, read(new ListReader(query, json))));
    }

    /** Leaves out the lists that do not fit into one query. */
    private Map<ListQuery, Optional<EncodedList>> readBatch(Collection<ListQuery> queries) {
        Map<Long, ListReader> readers = new HashMap<>();
        queries.forEach(query -> readers.put(query.tenantId(), new ListReader(query, json)));
        ListReader unfinished = Extension.readOf(readers.keySet(), MAX_BATCH_ROWS, maxBytes, readers::get);
        Map<ListQuery, Optional<EncodedList>> lists = new HashMap<>();
        queries.forEach(query -> {
            ListReader reader = readers.get(query.tenantId());
            boolean complete = unfinished == null || reader.rows() > 0 && reader != unfinished;
            if (complete && reader.size() <= maxBytes) {
                reader.close();
                lists.put(query, Optional.of(reader.list(false)));
            }
        });
        return lists;
    }

    private Optional<EncodedList> read(ListReader reader) {
        boolean more = reader.read();
        while (more && !reader.isPage()) {
            if (reader.size() > maxBytes) {
                return Optional.empty();
            }
            more = reader.read();
        }
        return Optional.of(reader.list(more));
    }
}
