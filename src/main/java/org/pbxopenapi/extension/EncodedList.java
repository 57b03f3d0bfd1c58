package org.pbxopenapi.extension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;

import org.pbxopenapi.cache.BlockingExecutor;
import org.pbxopenapi.database.Sha256;

/** A list, or a page of one, as encoded JSON, with its ETag; a gzip variant is added on demand. Held by the cache. */
final class EncodedList {

    /** The bytes of a list in one encoding. */
    record Encoded(byte[] bytes, int rows, String tag, boolean gzip) {

        /** The tag of a response that also has X-Total-Count. */
        String tag(long total) {
            return tag.substring(0, tag.length() - 1) + '-' + total + '"';
        }
    }

    private static final int TAG_BYTES = 15;

    final Encoded plain;
    /** The id that the next page follows; null if there is no next page. */
    final Long next;
    private volatile CompletableFuture<Encoded> gzip;

    /** @param next the id of the last extension if a page follows, else null */
    EncodedList(byte[] bytes, int rows, Long next) {
        this.plain = new Encoded(bytes, rows, tag(bytes, next), false);
        this.next = next;
    }

    /** The version to cache: if nothing has changed, the old one, which may be compressed already. */
    static EncodedList newer(EncodedList before, EncodedList current) {
        return before != null && before.plain.tag.equals(current.plain.tag) ? before : current;
    }

    /** The list for a client that accepts gzip, compressed once by a worker; uncompressed if gzip would not make it smaller. */
    CompletableFuture<Encoded> gzip(BlockingExecutor workers) {
        CompletableFuture<Encoded> existing = gzip;
        if (existing != null) {
            return existing;
        }
        synchronized (this) {
            if (gzip == null) {
                gzip = workers.supply(this::compress);
            }
            return gzip;
        }
    }

    /** Approximate size in memory in bytes, including the gzip variant. */
    int weight() {
        return 1000 + plain.bytes.length + plain.bytes.length / 4;
    }

    private Encoded compress() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(plain.bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.size() < plain.bytes.length
                ? new Encoded(compressed.toByteArray(), plain.rows, plain.tag.replaceFirst("\"$", "-gzip\""), true)
                : plain;
    }

    /** A strong validator, which is the same on every instance of the service. */
    private static String tag(byte[] bytes, Long next) {
        byte[] more = { (byte) (next == null ? 0 : 1) }; // with a next page, the response has another Link header
        return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(Sha256.of(bytes, more), TAG_BYTES)) + '"';
    }
}
