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
 * Reads a list from the database a part at a time, as the bytes that go over the wire. Each part is a query of its own, so
 * that nothing is held in between; as parts follow each other by id, rows that come and go hide or repeat no other row.
 */
final class ListReader {

    private static final int PART_ROWS = 1000;
    /** About the most that a part has, however long its rows are. The native binary maps arrays of 128 KiB one by one. */
    private static final int PART_BYTES = 96 << 10;

    private static final SerializableString ID = new SerializedString("id");
    private static final SerializableString NUMBER = new SerializedString("number");
    private static final SerializableString NAME = new SerializedString("name");
    private static final SerializableString TECH = new SerializedString("tech");

    private final ListQuery query;
    private final int rows;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private int written;
    private long rowsInAll;
    private int full;
    private Long last;

    ListReader(ListQuery query, JsonFactory factory) {
        this.query = query;
        this.rows = query.limit() > 0 ? query.limit() : PART_ROWS;
        this.last = query.after();
        try {
            json = factory.createGenerator(bytes, JsonEncoding.UTF8);
            json.writeStartArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the next part; of a page, the only one.
     *
     * @return whether more extensions follow it
     */
    boolean read() {
        written = 0;
        full = bytes.size() + PART_BYTES;
        boolean more = Extension.read(query, last, rows + 1, this::write);
        if (more && query.limit() == 0) {
            flush();
        } else {
            close();
        }
        return more;
    }

    private boolean write(ExtensionItem item) {
        if (written++ == rows || query.limit() == 0 && bytes.size() >= full) {
            return false; // it only tells that there are more
        }
        append(item);
        return true;
    }

    /** Adds an extension that was read by another query. */
    void append(ExtensionItem item) {
        last = item.id();
        rowsInAll++;
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

    /** Ends the list. */
    void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The id of the last extension that was read, or where the list began. */
    Long last() {
        return last;
    }

    /** How many extensions were read in all. */
    long rows() {
        return rowsInAll;
    }

    /** How many bytes wait to be taken. */
    int size() {
        return bytes.size();
    }

    boolean isPage() {
        return query.isPage();
    }

    /** What was read, as a whole or as a page that more follow. */
    EncodedList list(boolean more) {
        return new EncodedList(take(), (int) rowsInAll, more ? last : null);
    }

    /** All bytes that were read since the last time. */
    byte[] take() {
        byte[] part = bytes.toByteArray();
        bytes.reset();
        return part;
    }
}
