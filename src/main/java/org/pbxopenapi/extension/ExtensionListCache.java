package org.pbxopenapi.extension;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Singleton;

import org.pbxopenapi.cache.BlockingExecutor;
import org.pbxopenapi.cache.BoundedStalenessCache;
import org.pbxopenapi.cache.CacheConfig;
import org.pbxopenapi.cache.CacheFactory;
import org.pbxopenapi.cache.CachedValue;
import org.pbxopenapi.database.DatabaseCircuitBreaker;
import org.pbxopenapi.extension.EncodedList.Encoded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.github.benmanes.caffeine.cache.Ticker;

import io.micrometer.core.instrument.MeterRegistry;

/** Lists from memory and from the database. */
@Singleton
class ExtensionListCache {

    private static final int LONGEST = 1 << 20;
    /** What an entry takes in memory besides list and texts, about. */
    private static final int ENTRY_BYTES = 500;

    private final JsonFactory json;
    private final BlockingExecutor workers;
    private final DatabaseCircuitBreaker watch;
    private final StreamConfig streamConfig;
    private final Scheduler scheduler;
    private final ConcurrencyLimit streams;
    private final BoundedStalenessCache<ListQuery, Optional<EncodedList>> lists;
    private final BoundedStalenessCache<ListQuery, Long> totals;

    ExtensionListCache(ObjectMapper mapper, CacheConfig config, StreamConfig streamConfig, CacheFactory caches,
            BlockingExecutor workers,
            DatabaseCircuitBreaker watch, Scheduler scheduler, Ticker ticker, MeterRegistry meters) {
        this.json = mapper.getFactory();
        this.workers = workers;
        this.watch = watch;
        this.streamConfig = streamConfig;
        this.scheduler = scheduler;
        this.streams = new ConcurrencyLimit("streams", streamConfig.maxConcurrent(), streamConfig.contendedWriteTimeout(),
                ticker,
                meters);
        this.lists = caches.create("lists", 5, config.maxStale(),
                (query, list) -> weight(query) + list.map(EncodedList::weight).orElse(0),
                new ListLoader(json, (int) Math.min(LONGEST, config.bytes() / 16)));
        this.totals = caches.create("totals", 1, config.maxStale(), (query, total) -> weight(query),
                (query, before) -> Extension.count(query));
    }

    /** A list as finished bytes; empty if it is too long to be held in memory. */
    CompletableFuture<CachedValue<Optional<EncodedList>>> get(ListQuery query) {
        return lists.get(query);
    }

    /** The list in the encoding that a client takes. */
    CompletableFuture<Encoded> encoded(EncodedList list, boolean gzip) {
        return gzip ? list.gzip(workers) : CompletableFuture.completedFuture(list.plain);
    }

    /** A list as it comes from the database. */
    ListStream stream(ListQuery query) {
        return new ListStream(new ListReader(query, json), workers, watch, streams, streamConfig, scheduler);
    }

    /** How many extensions a query selects, wherever its page is. */
    CompletableFuture<CachedValue<Long>> total(ListQuery query) {
        return totals.get(query.whole());
    }

    private static int weight(ListQuery query) {
        return ENTRY_BYTES + 2 * query.textLength();
    }
}
