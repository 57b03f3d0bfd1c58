package org.pbxopenapi.extension;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;

/**
 * Reader of a list: reads it from the database in parts and encodes it as JSON. Each part is one query, so no connection is
 * held between parts. Parts are selected by id, so rows that are inserted or deleted meanwhile neither hide nor repeat
 * others.
 */
final class ListReader {

    private static final int PART_ROWS = 1000;
    /** Approximate maximum of a part. It is below 128 KiB, from which on the native binary maps each array separately. */
    private static final int PART_BYTES = 96 << 10;

    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString NUMBER = new SerializedString("number");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString TECH = new SerializedString("tech");

    private final ListQuery query;
    private final int maxRows;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private int rowsOfPart;
    private long totalRows;
    private int maxSize;
    private Long last;

    ListReader(ListQuery query, JsonFactory factory) {
        this.query = query;
        this.maxRows = query.limit() > 0 ? query.limit() : PART_ROWS;
        this.last = query.after();
        try {
            json = factory.createGenerator(bytes, JsonEncoding.UTF8);
            json.writeStartArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the next part. A page has one part only.
     *
     * @return whether more extensions follow it
     */
    boolean read() {
        rowsOfPart = 0;
        maxSize = bytes.size() + PART_BYTES;
        boolean more = Extension.read(query, last, maxRows + 1, this::write);
        if (more && query.limit() == 0) {
            flush();
        } else {
            close();
        }
        return more;
    }

    private boolean write(ExtensionItem item) {
        if (rowsOfPart++ == maxRows || query.limit() == 0 && bytes.size() >= maxSize) {
            return false; // this row is not sent; it shows that more follow
        }
        append(item);
        return true;
    }

    /** Adds an extension, for example from a query for several tenants. */
    void append(ExtensionItem item) {
        last = item.id();
        totalRows++;
        try {
            json.writeStartObject();
            json.writeFieldName(ID);
            json.writeNumber(item.id());
            json.writeFieldName(NUMBER);
            json.writeString(item.number());
            json.writeFieldName(NAME);
            json.writeString(item.name());
            json.writeFieldName(TECH);
            json.writeString(item.tech());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the JSON array. */
    void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of extensions in all parts so far. */
    long rows() {
        return totalRows;
    }

    /** Number of bytes that {@link #take} would return. */
    int size() {
        return bytes.size();
    }

    boolean isPage() {
        return query.isPage();
    }

    /** @param more whether more extensions follow, on a next page */
    EncodedList list(boolean more) {
        return new EncodedList(take(), (int) totalRows, more ? last : null);
    }

    /** Removes and returns the bytes of the parts read since the last call. */
    byte[] take() {
        byte[] part = bytes.toByteArray();
        bytes.reset();
        return part;
    }
}
