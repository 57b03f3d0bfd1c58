package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.apikey.ApiKeyCache.Records;
import org.pbxopenapi.cache.CacheFixture;

class ApiKeyCacheTest {

    private static final KeyHash GOOD = KeyHash.of("good".getBytes(UTF_8));
    private static final KeyHash OTHER = KeyHash.of("other".getBytes(UTF_8));
    private static final KeyHash UNKNOWN = KeyHash.of("unknown".getBytes(UTF_8));

    private CacheFixture fixture = new CacheFixture(Map.of());
    private final Records records = new Indexed();
    private ApiKeyCache keys = known();
    private final Map<KeyHash, Runnable> whileRead = new HashMap<>();

    private ApiKeyCache known() {
        return new ApiKeyCache(fixture.config, fixture.caches, fixture.time, records);
    }

    private Stream<ApiKey> find(KeyHash hash) {
        whileRead.getOrDefault(hash, () -> {
        }).run();
        if (hash.equals(UNKNOWN)) {
            return Stream.empty();
        }
        ApiKey key = new ApiKey().within(0, null);
        key.keyHash = hash.bytes();
        return Stream.of(key);
    }

    /** A database with an index of the hashes. */
    private final class Indexed implements Records {

        @Override
        public ApiKeyIndex index(int most) {
            return ApiKeyIndex.NONE;
        }

        @Override
        public List<ApiKey> find(List<byte[]> hashes) {
            return hashes.stream().map(KeyHash::ofBytes).flatMap(ApiKeyCacheTest.this::find).toList();
        }

        @Override
        public List<ApiKey> findAmong(List<Long> ids, List<byte[]> hashes) {
            throw new AssertionError("The database finds it by itself");
        }
    }

    private Optional<ApiKey> get(KeyHash hash) {
        var answer = keys.get(hash);
        fixture.read();
        return answer.join().value();
    }

    @Test
    void knownAndUnknownKeysAreCached() {
        assertFalse(keys.has(GOOD));
        assertTrue(get(GOOD).isPresent());
        assertTrue(keys.has(GOOD));
        assertTrue(get(UNKNOWN).isEmpty());
        assertFalse(keys.has(UNKNOWN));
        whileRead.put(UNKNOWN, () -> {
            throw new AssertionError("It is in memory");
        });
        assertTrue(get(UNKNOWN).isEmpty());
    }

    @Test
    void noKeyIsUsableBeforeOneIsFound() {
        assertFalse(keys.hasAny());
        get(UNKNOWN);
        assertFalse(keys.hasAny());
        get(GOOD);
        assertTrue(keys.hasAny());
    }

    @ParameterizedTest
    @CsvSource({ "10m,1m,60", "10m,8s,8", "5s,1m,5" })
    void aFoundKeyIsUsableUntilItsBound(String maxStale, String maxStaleKeys, long bound) {
        fixture = new CacheFixture(Map.of("max-stale", maxStale, "max-stale-keys", maxStaleKeys));
        keys = known();
        whileRead.put(GOOD, () -> fixture.time.advance(ofSeconds(1).minusNanos(1)));
        get(GOOD);
        Duration left = ofSeconds(bound - 1);
        fixture.time.advance(left);
        assertTrue(keys.hasAny());
        fixture.time.advance(ofNanos(1));
        assertFalse(keys.hasAny());
    }

    /** The read of one key begins 4 s before that of the other, and ends after it. */
    @Test
    void theLatestReadCountsIfReadsEndOutOfOrder() {
        whileRead.put(GOOD, () -> {
            fixture.time.advance(ofSeconds(4));
            keys.get(OTHER);
            fixture.read();
            assertTrue(keys.has(OTHER));
        });
        get(GOOD);
        fixture.time.advance(ofSeconds(60).minusNanos(1));
        assertTrue(keys.hasAny());
        fixture.time.advance(ofNanos(1));
        assertFalse(keys.hasAny());
    }

    @Test
    void aMissingKeyDoesNotChangeWhenAKeyWasLastFound() {
        get(GOOD);
        fixture.time.advance(ofSeconds(30));
        get(UNKNOWN);
        fixture.time.advance(ofSeconds(30));
        assertFalse(keys.hasAny());
        assertEquals(0, fixture.time.timers());
    }
}
