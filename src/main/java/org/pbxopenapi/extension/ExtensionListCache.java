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

/**
 * Cache of extension lists and of total counts. Lists of more than 1 MiB, or a sixteenth of the cache, are streamed instead.
 */
@Singleton
class ExtensionListCache {

    private static final int MAX_LIST_BYTES = 1 << 20;
    /** Approximate memory of a cache entry, without its list and filters. */
    private static final int ENTRY_BYTES = 500;

    private final JsonFactory json;
    private final BlockingExecutor workers;
    private final DatabaseCircuitBreaker breaker;
    private final StreamConfig streamConfig;
    private final Scheduler scheduler;
    private final ConcurrencyLimit streams;
    private final BoundedStalenessCache<ListQuery, Optional<EncodedList>> lists;
    private final BoundedStalenessCache<ListQuery, Long> totals;

    ExtensionListCache(ObjectMapper mapper, CacheConfig config, StreamConfig streamConfig, CacheFactory caches,
            BlockingExecutor workers,
            DatabaseCircuitBreaker breaker, Scheduler scheduler, Ticker ticker, MeterRegistry meters) {
        this.json = mapper.getFactory();
        this.workers = workers;
        this.breaker = breaker;
        this.streamConfig = streamConfig;
        this.scheduler = scheduler;
        this.streams = new ConcurrencyLimit("streams", streamConfig.maxConcurrent(), streamConfig.contendedWriteTimeout(),
                ticker,
                meters);
        this.lists = caches.create("lists", 5, config.maxStale(),
                (query, list) -> weight(query) + list.map(EncodedList::weight).orElse(0),
                new ListLoader(json, (int) Math.min(MAX_LIST_BYTES, config.bytes() / 16)));
        this.totals = caches.create("totals", 1, config.maxStale(), (query, total) -> weight(query),
                (query, before) -> Extension.count(query));
    }

    /** An encoded list; an empty Optional if it is too long for the cache. */
    CompletableFuture<CachedValue<Optional<EncodedList>>> get(ListQuery query) {
        return lists.get(query);
    }

    /** @param gzip whether the client accepts gzip */
    CompletableFuture<Encoded> encoded(EncodedList list, boolean gzip) {
        return gzip ? list.gzip(workers) : CompletableFuture.completedFuture(list.plain);
    }

    /** A list that is read from the database while it is sent. */
    ListStream stream(ListQuery query) {
        return new ListStream(new ListReader(query, json), workers, breaker, streams, streamConfig, scheduler);
    }

    /** How many extensions match a query's filters, on all pages. */
    CompletableFuture<CachedValue<Long>> total(ListQuery query) {
        return totals.get(query.withoutPage());
    }

    private static int weight(ListQuery query) {
        return ENTRY_BYTES + 2 * query.textLength();
    }
}
