package org.pbxopenapi.extension;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.pbxopenapi.cache.BatchLoader;

import com.fasterxml.jackson.core.JsonFactory;

/** Reads lists as finished bytes, or finds them too long for memory. The whole lists of several tenants take one query. */
final class ListLoader implements BatchLoader<ListQuery, Optional<EncodedList>> {

    /** What a query for several tenants reads, at the most. */
    private static final int MOST_ROWS = 4000;
    /** What a list may have, the last time, to be read together with others. */
    private static final int MOST_ROWS_OF_ONE = 1000;

    private final JsonFactory json;
    private final int longest;

    /** @param longest how many bytes a list may have, about */
    ListLoader(JsonFactory json, int longest) {
        this.json = json;
        this.longest = longest;
    }

    /** A list that was long the last time would fill a query by itself, and keep others waiting. */
    @Override
    public boolean isBatched(ListQuery query, Optional<EncodedList> before) {
        return query.isTenant()
                && (before == null || before.filter(list -> list.plain.rows() <= MOST_ROWS_OF_ONE).isPresent());
    }

    @Override
    public Map<ListQuery, Optional<EncodedList>> read(Map<ListQuery, Optional<EncodedList>> before) {
        Map<ListQuery, Optional<EncodedList>> lists = before.size() == 1 ? readAlone(before.keySet().iterator().next())
                : readTogether(before.keySet());
        lists.replaceAll((query, list) -> {
            Optional<EncodedList> known = before.get(query);
            return list.map(now -> known == null ? now : EncodedList.newer(known.orElse(null), now));
        });
        return lists;
    }

    private Map<ListQuery, Optional<EncodedList>> readAlone(ListQuery query) {
        return new HashMap<>(Map.of(query, read(new ListReader(query, json))));
    }

    /** Reads the lists of tenants, but for those that do not fit into one query. */
    private Map<ListQuery, Optional<EncodedList>> readTogether(Collection<ListQuery> queries) {
        Map<Long, ListReader> readers = new HashMap<>();
        queries.forEach(query -> readers.put(query.tenantId(), new ListReader(query, json)));
        ListReader unfinished = Extension.readOf(readers.keySet(), MOST_ROWS, longest, readers::get);
        Map<ListQuery, Optional<EncodedList>> lists = new HashMap<>();
        queries.forEach(query -> {
            ListReader reader = readers.get(query.tenantId());
            boolean all = unfinished == null || reader.rows() > 0 && reader != unfinished;
            if (all && reader.size() <= longest) {
                reader.close();
                lists.put(query, Optional.of(reader.list(false)));
            }
        });
        return lists;
    }

    private Optional<EncodedList> read(ListReader reader) {
        boolean more = reader.read();
        while (more && !reader.isPage()) {
            if (reader.size() > longest) {
                return Optional.empty();
            }
            more = reader.read();
        }
        return Optional.of(reader.list(more));
    }
}
