package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.FakeTime;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;

class FailedKeyLimitRulesTest {

    private static final String HERE = "192.0.2.1";
    private static final String THERE = "192.0.2.2";

    private final FakeTime time = new FakeTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FailedKeyLimit failures = limitedTo(6);

    private FailedKeyLimit limitedTo(int perMinute) {
        return new FailedKeyLimit(config("failed-keys-per-minute", perMinute), time, meters);
    }

    static LimitConfig config(String setting, int perMinute) {
        return new SmallRyeConfigBuilder().withMapping(LimitConfig.class)
                .withDefaultValue("pbx.limit." + setting, String.valueOf(perMinute)).build()
                .getConfigMapping(LimitConfig.class);
    }

    private void spendBudget(String address) {
        for (int i = 0; i < 6; i++) {
            assertFalse(failures.isExceeded(address));
            assertTrue(failures.count(address));
        }
    }

    @Test
    void anAddressHasALimit() {
        spendBudget(HERE);
        assertTrue(failures.isExceeded(HERE));
        assertFalse(failures.count(HERE));
        spendBudget(THERE);
    }

    @Test
    void aRejectedAddressIsToldWhenToRetry() {
        spendBudget(HERE);
        assertEquals(10, failures.reject(HERE));
        time.advance(Duration.ofSeconds(3));
        assertEquals(7, failures.reject(HERE));
        time.advance(Duration.ofSeconds(7).minusNanos(1));
        assertEquals(1, failures.reject(HERE));
        assertTrue(failures.isExceeded(HERE));
        time.advance(Duration.ofNanos(1));
        assertFalse(failures.isExceeded(HERE));
        assertTrue(failures.count(HERE));
        assertFalse(failures.count(HERE));
    }

    /** The limit has been replenished since the lookup was rejected. */
    @Test
    void theRetryTimeIsAtLeastASecond() {
        assertEquals(1, failures.reject(HERE));
    }

    @Test
    void rejectionsAreCounted() {
        failures.reject(HERE);
        failures.reject(THERE);
        assertEquals(2, meters.get("pbx.refused").tag("limit", "failed_keys").counter().count());
    }

    @Test
    void zeroMeansNoLimit() {
        FailedKeyLimit unlimited = limitedTo(0);
        for (int i = 0; i < 1000; i++) {
            assertTrue(unlimited.count(HERE));
        }
        assertFalse(unlimited.isExceeded(HERE));
    }

    @Test
    void fourLookupsRunConcurrently() {
        for (int i = 0; i < 4; i++) {
            assertTrue(failures.tryLookup());
        }
        assertFalse(failures.tryLookup());
        failures.releaseLookup();
        assertTrue(failures.tryLookup());
        assertFalse(failures.tryLookup());
    }

    @ParameterizedTest
    @CsvSource({ "192.0.2.1, 192.0.2.1", "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:", "2001:db8:1:2:0:0:0:1, 2001:db8:1:2:",
            "0:0:0:0:0:0:0:1, 0:0:0:0:" })
    void anIpv6NetworkCountsAsOneAddress(String address, String network) {
        assertEquals(network, FailedKeyLimit.network(address));
    }

    @Test
    void addressesOfAnIpv6NetworkShareALimit() {
        spendBudget("2001:db8:1:2:0:0:0:1");
        assertTrue(failures.isExceeded("2001:db8:1:2:3:4:5:6"));
        assertFalse(failures.isExceeded("2001:db8:1:3:0:0:0:1"));
    }
}
