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
import org.pbxopenapi.extension.ConcurrencyLimit.Place;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

class ConcurrencyLimitTest {

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final FakeTime time = new FakeTime();
    private final List<String> closed = new ArrayList<>();

    private ConcurrencyLimit places(int number) {
        return new ConcurrencyLimit("test", number, Duration.ofSeconds(10), time, new SimpleMeterRegistry());
    }

    private Optional<Place> take(ConcurrencyLimit places, long key, String address) {
        return places.tryTake(key, address, () -> closed.add(key + " " + address));
    }

    private int takeAll(ConcurrencyLimit places, long key, String address) {
        int taken = 0;
        for (Optional<Place> place = take(places, key, address); place.isPresent(); place = take(places, key, address)) {
            place.get().waits();
            taken++;
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({ "1, 1", "2, 1", "3, 2", "5, 3", "32, 16" })
    void aKeyHasAsManyAsItLeaves(int number, int most) {
        ConcurrencyLimit places = places(number);
        assertEquals(most, takeAll(places, 1, HERE));
        assertEquals(number > 1, take(places, 2, HERE).isPresent());
    }

    @Test
    void anAddressLeavesAQuarter() {
        ConcurrencyLimit places = places(32);
        assertEquals(24, takeAll(places, 1, HERE) + takeAll(places, 2, HERE) + takeAll(places, 3, HERE));
        assertEquals(4, takeAll(places, 3, THERE));
    }

    @Test
    void inIpv6ANetworkIsAnAddress() {
        ConcurrencyLimit places = places(32);
        assertEquals(24, takeAll(places, 1, "2001:db8:0:1:0:0:0:1") + takeAll(places, 2, "2001:db8:0:1:0:0:0:2")
                + takeAll(places, 3, "2001:db8:0:1:0:0:0:3"));
        assertTrue(take(places, 3, "2001:db8:0:2:0:0:0:1").isPresent());
    }

    @Test
    void aPlaceThatIsGivenBackIsFreeOnce() {
        ConcurrencyLimit places = places(2);
        Place place = take(places, 1, HERE).orElseThrow();
        assertFalse(take(places, 1, HERE).isPresent());
        place.giveBack();
        place.giveBack();
        assertEquals(1, takeAll(places, 1, HERE));
    }

    @Test
    void whoIsStuckGivesWayToItsOwnKey() {
        ConcurrencyLimit places = places(5);
        assertEquals(3, takeAll(places, 1, HERE));
        time.advance(Duration.ofSeconds(10));
        assertFalse(take(places, 1, HERE).isPresent());
        time.advance(Duration.ofMillis(1));
        assertTrue(take(places, 1, THERE).isPresent());
        assertEquals(List.of("1 " + HERE), closed);
    }

    @Test
    void whoGoesOnKeepsItsPlace() {
        ConcurrencyLimit places = places(3);
        Place place = take(places, 1, HERE).orElseThrow();
        Place other = take(places, 1, HERE).orElseThrow();
        for (int i = 0; i < 5; i++) {
            place.waits();
            other.waits();
            time.advance(Duration.ofSeconds(6));
            place.goesOn();
            other.goesOn();
            time.advance(Duration.ofSeconds(20));
            assertFalse(take(places, 1, HERE).isPresent());
        }
        assertEquals(List.of(), closed);
    }

    @Test
    void ifNoneIsFreeTheKeyThatHoldsMostGivesWay() {
        ConcurrencyLimit places = places(6);
        take(places, 2, THERE).orElseThrow().waits();
        time.advance(Duration.ofSeconds(1));
        assertEquals(3, takeAll(places, 1, HERE));
        assertEquals(1, takeAll(places, 3, "192.0.2.3"));
        assertEquals(1, takeAll(places, 4, "192.0.2.4"));
        time.advance(Duration.ofSeconds(20));
        assertTrue(take(places, 5, THERE).isPresent());
        assertEquals(List.of("1 " + HERE), closed);
    }

    @Test
    void whoHoldsAsManyTakesNoneFromOthers() {
        ConcurrencyLimit places = places(2);
        take(places, 1, HERE).orElseThrow();
        take(places, 2, THERE).orElseThrow().waits();
        time.advance(Duration.ofSeconds(20));
        assertFalse(take(places, 1, HERE).isPresent());
        assertEquals(List.of(), closed);
    }
}
