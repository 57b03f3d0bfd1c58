package org.pbxopenapi.cache;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Ticker;

/** Produces the monotonic clock by which every bean measures time. Tests replace it by one that they can advance. */
class TickerProducer {

    @Produces
    @Singleton
    Ticker ticker() {
        return Ticker.systemTicker();
    }
}
