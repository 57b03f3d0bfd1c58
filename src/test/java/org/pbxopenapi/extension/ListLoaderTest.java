package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonFactory;

/** Which lists are read in batches. */
class ListLoaderTest {

    private static final ListQuery WHOLE_TENANT = new ListQuery(7L, null, null, null, null, 0);

    private final ListLoader loader = new ListLoader(new JsonFactory(), 1 << 20);

    private void assertBatched(boolean expected, ListQuery query, Optional<EncodedList> before) {
        assertEquals(expected, loader.isBatched(query, before));
    }

    private static Optional<EncodedList> list(int rows) {
        return Optional.of(new EncodedList(new byte[0], rows, null));
    }

    @Test
    void completeListsAreBatchedUnlessTheyWereLong() {
        assertBatched(true, WHOLE_TENANT, null);
        assertBatched(true, WHOLE_TENANT, list(1000));
        assertBatched(false, WHOLE_TENANT, list(1001));
        assertBatched(false, WHOLE_TENANT, Optional.empty());
    }

    @Test
    void otherListsAreNotBatched() {
        assertBatched(false, new ListQuery(null, null, null, null, null, 0), null);
        assertBatched(false, new ListQuery(7L, "SIP", null, null, null, 0), null);
        assertBatched(false, new ListQuery(7L, null, "100", null, null, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, "sales", null, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, null, 100L, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, null, null, 10), null);
    }
}
