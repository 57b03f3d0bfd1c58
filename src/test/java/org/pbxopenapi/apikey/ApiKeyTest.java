package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.apikey.ApiKey.State;

class ApiKeyTest {

    private static final long SECOND = 1_000_000_000;
    private static final long SECOND_IN_MICROS = 1_000_000;

    @Test
    void aKeyWithoutTimesIsValid() {
        ApiKey key = new ApiKey().within(0, null);
        assertEquals(State.VALID, key.state());
        assertEquals(State.VALID, key.stateAfter(Long.MAX_VALUE));
    }

    @Test
    void aCachedKeyExpiresOnTime() {
        ApiKey key = new ApiKey().within(0, 3 * SECOND_IN_MICROS);
        assertEquals(State.VALID, key.state());
        assertEquals(State.VALID, key.stateAfter(3 * SECOND - 1));
        assertEquals(State.EXPIRED, key.stateAfter(3 * SECOND));
    }

    @Test
    void aCachedKeyBecomesValidOnTime() {
        ApiKey key = new ApiKey().within(3 * SECOND_IN_MICROS, 4 * SECOND_IN_MICROS);
        assertEquals(State.NOT_YET_VALID, key.state());
        assertEquals(State.NOT_YET_VALID, key.stateAfter(3 * SECOND - 1));
        assertEquals(State.VALID, key.stateAfter(3 * SECOND));
        assertEquals(State.VALID, key.stateAfter(4 * SECOND - 1));
        assertEquals(State.EXPIRED, key.stateAfter(4 * SECOND));
    }

    @Test
    void aPastExpiryOrBeginningAppliesAtOnce() {
        assertEquals(State.EXPIRED, new ApiKey().within(0, 0L).state());
        assertEquals(State.EXPIRED, new ApiKey().within(-2, -1L).state());
        assertEquals(State.VALID, new ApiKey().within(-1, 1L).state());
    }

    @Test
    void aKeyThatExpiresBeforeItBeginsIsNeverValid() {
        ApiKey key = new ApiKey().within(2 * SECOND_IN_MICROS, SECOND_IN_MICROS);
        assertEquals(State.NOT_YET_VALID, key.stateAfter(SECOND - 1));
        assertEquals(State.EXPIRED, key.stateAfter(SECOND));
        assertEquals(State.EXPIRED, key.stateAfter(2 * SECOND));
    }

    @Test
    void revocationTakesPrecedenceOverTimes() {
        ApiKey key = new ApiKey().within(SECOND_IN_MICROS, 2 * SECOND_IN_MICROS);
        key.revokedAt = Instant.MAX;
        assertEquals(State.REVOKED, key.state());
        assertEquals(State.REVOKED, key.stateAfter(SECOND));
        assertEquals(State.REVOKED, key.stateAfter(2 * SECOND));
    }
}
