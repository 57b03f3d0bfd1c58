package org.pbxopenapi.cli.transfer;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;

/** Reads JSON: an array of objects with strings as members. A member that is null counts as missing. */
final class JsonRows extends RowReader {

    private static final JsonFactory FACTORY = JsonFactory.builder().streamReadConstraints(LIMITS).build();

    /** A position that Jackson adds, with a placeholder for the unknown source. */
    private static final Pattern MARKER = Pattern.compile(" \\(start marker at .*\\)");

    JsonRows(Reader reader, List<Column> columns, FileErrors errors) throws IOException {
        super(FACTORY.createParser(reader), columns, errors);
    }

    @Override
    boolean readRow() throws IOException, UnreadableFileException {
        try {
            if (parser.currentToken() == null && parser.nextToken() != JsonToken.START_ARRAY) {
                throw new UnreadableFileException(tokenLine(), "the file must be an array of objects");
            }
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                if (parser.nextToken() != null) {
                    throw new UnreadableFileException(tokenLine(), "something follows the end of the array");
                }
                return false;
            }
            readObject();
            return true;
        } catch (StreamReadException e) {
            JsonLocation location = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            // Jackson's message can repeat a part of the file.
            throw new UnreadableFileException(location.getLineNr(), hasSecrets() ? "this is not valid JSON, or is incomplete"
                    : "this is not valid JSON: " + MARKER.matcher(e.getOriginalMessage()).replaceFirst(""));
        }
    }

    @Override
    long tokenLine() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private void readObject() throws IOException, UnreadableFileException {
        begin(tokenLine());
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            wrong(null, "this must be an object");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = checked(parser.currentName());
            int column = index(name);
            if (column < 0) {
                wrong(null, unknown(name));
            } else if (text(name) != null) {
                wrong(name, "is given twice");
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

    private void readValue(int index, JsonToken value) throws IOException, UnreadableFileException {
        Column column = columns.get(index);
        if (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT && column.kind() == Kind.INTEGER) {
            String text = checked(parser.getText());
            set(index, text);
            if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                wrong(column.name(), "has an incomplete character");
            }
        } else if (value != JsonToken.VALUE_NULL) {
            set(index, "");
            wrong(column.name(), value.isNumeric() ? "must be a string, in quotes" : "must be a string");
        }
    }
}
