package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.apikey.ApiKeyCache.Records;
import org.pbxopenapi.cache.CacheFixture;
import org.pbxopenapi.error.ApiException;

/** Keys in a database without an index of their hashes. */
class ApiKeyIndexTest {

    private final CacheFixture fixture = new CacheFixture(Map.of());
    private final Map<Long, String> rows = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final ApiKeyCache keys = new ApiKeyCache(fixture.config, fixture.caches, fixture.time, new Unindexed());

    private final class Unindexed implements Records {

        @Override
        public ApiKeyIndex index(int most) {
            asked.add("all");
            return ApiKeyIndex.of(rows.entrySet().stream()
                    .map(row -> new Object[] { row.getKey(), hash(row.getValue()).bytes() }), most);
        }

        @Override
        public List<ApiKey> find(List<byte[]> hashes) {
            asked.add("compare");
            return records(rows.keySet(), hashes);
        }

        @Override
        public List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes) {
            asked.add(ids.toString());
            return records(ids, hashes);
        }
    }

    private List<ApiKey> records(Collection<Long> ids, List<byte[]> hashes) {
        List<KeyHash> wanted = hashes.stream().map(KeyHash::ofBytes).toList();
        return ids.stream().filter(id -> rows.containsKey(id) && wanted.contains(hash(rows.get(id)))).map(id -> {
            ApiKey key = new ApiKey().within(0, null);
            key.id = id;
            key.keyHash = hash(rows.get(id)).bytes();
            return key;
        }).toList();
    }

    private static KeyHash hash(String key) {
        return KeyHash.of(key.getBytes(UTF_8));
    }

    private Long get(String key) {
        var answer = keys.get(hash(key));
        fixture.read();
        return answer.join().value().map(found -> found.id).orElse(null);
    }

    private void assertAsked(String... questions) {
        assertEquals(List.of(questions), asked);
        asked.clear();
    }

    @Test
    void allKeysAreIndexedOnceAndThenReadById() {
        IntStream.range(1, 1000).forEach(i -> rows.put((long) i, "key-" + i));
        assertEquals(7, get("key-7"));
        assertEquals(999, get("key-999"));
        assertEquals(1, get("key-1"));
        assertAsked("all", "[7]", "[999]", "[1]");
    }

    @Test
    void unknownKeysNeedNoQueryWithinTheBound() {
        rows.put(1L, "good");
        for (int i = 0; i < 1000; i++) {
            assertEquals(null, get("random-" + i));
        }
        assertAsked("all");
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals(null, get("random"));
        assertAsked("all");
    }

    @Test
    void aNewKeyIsFoundWithinTheBound() {
        assertEquals(null, get("new"));
        rows.put(5L, "new");
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals(5, get("new"));
        assertAsked("all", "all", "[5]");
    }

    @Test
    void aDeletedKeyIsUnknownWithinTheBound() {
        rows.put(5L, "old");
        assertEquals(5, get("old"));
        rows.put(5L, "new");
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals(null, get("old"));
        assertAsked("all", "[5]", "[5]", "compare", "all");
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals(null, get("old"));
        assertEquals(5, get("new"));
        assertAsked("all", "[5]");
    }

    @Test
    void aKeyIsFoundInANewRow() {
        rows.put(5L, "key");
        assertEquals(5, get("key"));
        rows.remove(5L);
        rows.put(3L, "key");
        fixture.time.advance(Duration.ofSeconds(1));
        assertEquals(3, get("key"));
    }

    @Test
    void theDatabaseDecidesBetweenTwoRowsOfAKey() {
        rows.put(5L, "key");
        rows.put(3L, "key");
        assertEquals(3, get("key"));
        assertAsked("all", "[3, 5]");
    }

    @Test
    void allKeysAreIndexedAgainAfterAMinute() {
        rows.put(5L, "key");
        assertEquals(5, get("key"));
        rows.put(3L, "key");
        fixture.time.advance(Duration.ofSeconds(59));
        assertEquals(5, get("key"));
        assertAsked("all", "[5]", "[5]");
        fixture.time.advance(Duration.ofSeconds(2));
        assertEquals(3, get("key"));
        assertAsked("all", "[3, 5]");
    }

    @Test
    void duringAnOutageAKnownKeyIsAcceptedAndAnotherIsNotCalledUnknown() {
        rows.put(5L, "key");
        get("key");
        fixture.time.advance(Duration.ofSeconds(1));
        fixture.goDown();
        assertEquals(5, get("key"));
        CompletionException failure = assertThrows(CompletionException.class, () -> get("other"));
        assertEquals(503, assertThrows(ApiException.class, () -> {
            throw failure.getCause();
        }).error().status());
    }

    @Test
    void keysBeyondTheMemoryBudgetAreNotIndexed() {
        Stream<Object[]> three = Stream.of("a", "b", "c").map(key -> new Object[] { 1, hash(key).bytes() });
        assertSame(ApiKeyIndex.NONE, ApiKeyIndex.of(three, 2));
        assertTrue(ApiKeyIndex.NONE.mayHave(hash("any")));
        assertFalse(ApiKeyIndex.of(Stream.empty(), 2).mayHave(hash("any")));
    }
}
