package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.regex.Pattern;

import org.pbxopenapi.cli.transfer.FileErrors.Place;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** RowReader of JSON: an array of objects, whose members are strings. What is null counts as missing. */
final class JsonRows extends RowReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build()).build();

    /** What Jackson adds of its source, which it does not name. */
    private static final Pattern MARKER = Pattern.compile(" \\(start marker at .*\\)");

    private final JsonParser parser;
    private boolean begun;

    JsonRows(Reader reader, List<Column> columns, FileErrors errors) throws IOException {
        super(columns, errors);
        this.parser = FACTORY.createParser(reader);
    }

    @Override
    boolean readRow() throws IOException, UnreadableFileException {
        try {
            if (!begun) {
                begun = true;
                if (parser.nextToken() != JsonToken.START_ARRAY) {
                    throw new UnreadableFileException(place(parser.currentTokenLocation()),
                            "the file has to be an array of objects");
                }
            }
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                if (parser.nextToken() != null) {
                    throw new UnreadableFileException(place(parser.currentTokenLocation()),
                            "something follows the end of the array");
                }
                return false;
            }
            readObject();
            return true;
        } catch (JsonProcessingException e) {
            JsonLocation where = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            // What the parser says of it may repeat what is there.
            throw new UnreadableFileException(place(where), hasSecrets() ? "this is no JSON, or the file is cut off"
                    : "this is no JSON: " + MARKER.matcher(e.getOriginalMessage()).replaceFirst(""));
        }
    }

    private void readObject() throws IOException, UnreadableFileException {
        begin(place(parser.currentTokenLocation()));
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            wrong(place(parser.currentTokenLocation()), null, "this has to be an object");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Place at = place(parser.currentTokenLocation());
            String name = checked(parser.currentName(), at);
            int column = index(name);
            if (column < 0) {
                wrong(at, null, unknown(name));
            } else if (text(name) != null) {
                wrong(at, name, "is given twice");
            }
            JsonToken value = parser.nextToken();
            if (column >= 0) {
                readValue(column, value);
            }
            parser.skipChildren();
        }
        for (Column column : columns) {
            if (column.required() && text(column.name()) == null) {
                wrong(column.name(), "is missing");
            }
        }
    }

    private void readValue(int column, JsonToken value) throws IOException, UnreadableFileException {
        Place at = place(parser.currentTokenLocation());
        if (value == JsonToken.VALUE_STRING
                || value == JsonToken.VALUE_NUMBER_INT && columns.get(column).kind() == Kind.INTEGER) {
            set(column, parser.getText(), at);
        } else if (value != JsonToken.VALUE_NULL) {
            set(column, "", at);
            wrong(at, columns.get(column).name(), value.isNumeric() ? "must be a string, in quotes" : "must be a string");
        }
    }

    private static Place place(JsonLocation location) {
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
