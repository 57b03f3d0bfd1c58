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

/** A list, or a page of one, as finished bytes. */
final class EncodedList {

    /** The bytes of a list in one encoding. */
    record Encoded(byte[] bytes, int rows, String tag, boolean gzip) {

        /** The tag where the answer also tells how many there are in all. */
        String tag(long total) {
            return tag.substring(0, tag.length() - 1) + '-' + total + '"';
        }
    }

    private static final int TAG_BYTES = 15;

    final Encoded plain;
    /** Where the next page begins, if this is a page and not the last one; else null. */
    final Long next;
    private volatile CompletableFuture<Encoded> gzip;

    /** @param next the id of the last extension, if there are more */
    EncodedList(byte[] bytes, int rows, Long next) {
        this.plain = new Encoded(bytes, rows, tag(bytes, next), false);
        this.next = next;
    }

    /** The one of two versions to keep: the old one if nothing has changed, since it may have been compressed already. */
    static EncodedList newer(EncodedList before, EncodedList now) {
        return before != null && before.plain.tag.equals(now.plain.tag) ? before : now;
    }

    /**
     * The list for a client that takes gzip, prepared once, in the background; as it is where that would not make it smaller.
     */
    CompletableFuture<Encoded> gzip(BlockingExecutor workers) {
        CompletableFuture<Encoded> known = gzip;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            if (gzip == null) {
                gzip = workers.supply(this::compress);
            }
            return gzip;
        }
    }

    /** About how many bytes it takes in memory, compressed version included. */
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

    /** A strong validator, the same wherever the same bytes come from. */
    private static String tag(byte[] bytes, Long next) {
        byte[] more = { (byte) (next == null ? 0 : 1) }; // a page to which a next one was added is another version
        return '"' + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(Sha256.of(bytes, more), TAG_BYTES)) + '"';
    }
}
