package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonFactory;

/** Which lists are read together with others. */
class ListLoaderTest {

    private static final ListQuery OF_A_TENANT = new ListQuery(7L, null, null, null, null, 0);

    private final ListLoader source = new ListLoader(new JsonFactory(), 1 << 20);

    private void assertBatched(boolean expected, ListQuery query, Optional<EncodedList> before) {
        assertEquals(expected, source.isBatched(query, before));
    }

    private static Optional<EncodedList> list(int rows) {
        return Optional.of(new EncodedList(new byte[0], rows, null));
    }

    @Test
    void wholeListsOfTenantsUnlessTheyWereLong() {
        assertBatched(true, OF_A_TENANT, null);
        assertBatched(true, OF_A_TENANT, list(1000));
        assertBatched(false, OF_A_TENANT, list(1001));
        assertBatched(false, OF_A_TENANT, Optional.empty());
    }

    @Test
    void noOtherLists() {
        assertBatched(false, new ListQuery(null, null, null, null, null, 0), null);
        assertBatched(false, new ListQuery(7L, "SIP", null, null, null, 0), null);
        assertBatched(false, new ListQuery(7L, null, "100", null, null, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, "sales", null, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, null, 100L, 0), null);
        assertBatched(false, new ListQuery(7L, null, null, null, null, 10), null);
    }
}
