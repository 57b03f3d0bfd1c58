package org.pbxopenapi.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.FakeTime;
import org.pbxopenapi.extension.ConcurrencyLimit.Permit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class ConcurrencyLimitTest {

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final FakeTime time = new FakeTime();
    private final List<String> closed = new ArrayList<>();

    private ConcurrencyLimit limit(int number) {
        return new ConcurrencyLimit("test", number, Duration.ofSeconds(10), time, new SimpleMeterRegistry());
    }

    private Optional<Permit> acquire(ConcurrencyLimit limit, long key, String address) {
        return limit.tryAcquire(key, address, () -> closed.add(key + " " + address));
    }

    private int acquireAll(ConcurrencyLimit limit, long key, String address) {
        int acquired = 0;
        for (Optional<Permit> permit = acquire(limit, key, address); permit
                .isPresent(); permit = acquire(limit, key, address)) {
            permit.get().stall();
            acquired++;
        }
        return acquired;
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "2, 1", "3, 2", "5, 3", "32, 16" })
    void aKeyMayHoldAsManyPermitsAsItLeavesFree(int number, int max) {
        ConcurrencyLimit limit = limit(number);
        assertEquals(max, acquireAll(limit, 1, HERE));
        assertEquals(number > 1, acquire(limit, 2, HERE).isPresent());
    }

    @Test
    void anAddressLeavesAQuarterFree() {
        ConcurrencyLimit limit = limit(32);
        assertEquals(24, acquireAll(limit, 1, HERE) + acquireAll(limit, 2, HERE) + acquireAll(limit, 3, HERE));
        assertEquals(4, acquireAll(limit, 3, THERE));
    }

    @Test
    void anIpv6NetworkCountsAsOneAddress() {
        ConcurrencyLimit limit = limit(32);
        assertEquals(24, acquireAll(limit, 1, "2001:db8:0:1:0:0:0:1") + acquireAll(limit, 2, "2001:db8:0:1:0:0:0:2")
                + acquireAll(limit, 3, "2001:db8:0:1:0:0:0:3"));
        assertTrue(acquire(limit, 3, "2001:db8:0:2:0:0:0:1").isPresent());
    }

    @Test
    void aPermitThatIsReleasedTwiceIsFreeOnce() {
        ConcurrencyLimit limit = limit(2);
        Permit permit = acquire(limit, 1, HERE).orElseThrow();
        assertFalse(acquire(limit, 1, HERE).isPresent());
        permit.release();
        permit.release();
        assertEquals(1, acquireAll(limit, 1, HERE));
    }

    @Test
    void aStalledHolderLosesItsPermitToItsOwnKey() {
        ConcurrencyLimit limit = limit(5);
        assertEquals(3, acquireAll(limit, 1, HERE));
        time.advance(Duration.ofSeconds(10));
        assertFalse(acquire(limit, 1, HERE).isPresent());
        time.advance(Duration.ofMillis(1));
        assertTrue(acquire(limit, 1, THERE).isPresent());
        assertEquals(List.of("1 " + HERE), closed);
    }

    @Test
    void aHolderThatResumesKeepsItsPermit() {
        ConcurrencyLimit limit = limit(3);
        Permit permit = acquire(limit, 1, HERE).orElseThrow();
        Permit other = acquire(limit, 1, HERE).orElseThrow();
        for (int i = 0; i < 5; i++) {
            permit.stall();
            other.stall();
            time.advance(Duration.ofSeconds(6));
            permit.resume();
            other.resume();
            time.advance(Duration.ofSeconds(20));
            assertFalse(acquire(limit, 1, HERE).isPresent());
        }
        assertEquals(List.of(), closed);
    }

    @Test
    void ifNoneIsFreeTheKeyThatHoldsMostLosesAPermit() {
        ConcurrencyLimit limit = limit(6);
        acquire(limit, 2, THERE).orElseThrow().stall();
        time.advance(Duration.ofSeconds(1));
        assertEquals(3, acquireAll(limit, 1, HERE));
        assertEquals(1, acquireAll(limit, 3, "192.0.2.3"));
        assertEquals(1, acquireAll(limit, 4, "192.0.2.4"));
        time.advance(Duration.ofSeconds(20));
        assertTrue(acquire(limit, 5, THERE).isPresent());
        assertEquals(List.of("1 " + HERE), closed);
    }

    @Test
    void aKeyTakesNoPermitFromAKeyThatHoldsAsMany() {
        ConcurrencyLimit limit = limit(2);
        acquire(limit, 1, HERE).orElseThrow();
        acquire(limit, 2, THERE).orElseThrow().stall();
        time.advance(Duration.ofSeconds(20));
        assertFalse(acquire(limit, 1, HERE).isPresent());
        assertEquals(List.of(), closed);
    }
}
