package org.pbxopenapi.cli.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.cli.transfer.RowReader.Column;
import org.pbxopenapi.cli.transfer.RowReader.Format;
import org.pbxopenapi.cli.transfer.RowReader.Kind;

class RowReaderTest {

    private static final String NOT_UTF_8 = "this is not UTF-8; the file has another encoding or is damaged.";

    private static final String MALFORMED_QUOTES = "a quoted cell must end with a quote, followed by a comma or the end of the"
            + " line; quotes within the cell must be doubled.";
    private static final String TOO_LONG = "a value is too long or nested too deeply; a quote may be missing.";

    /** The rows of a file without errors, then the messages of its errors. */
    private static List<String> read(Format format, byte[] bytes) throws IOException {
        FileErrors errors = new FileErrors();
        List<String> read = new ArrayList<>();
        RowReader rows = reader(format, bytes, errors);
        while (rows.next()) {
            read.add(rows.text("id") + "|" + rows.text("number") + "|" + rows.text("name"));
        }
        try {
            errors.throwIfAny();
        } catch (InvalidFileException invalid) {
            invalid.details().forEach(detail -> read.add((String) detail.get("message")));
        }
        return read;
    }

    private static RowReader reader(Format format, byte[] bytes, FileErrors errors) throws IOException {
        List<Column> columns = List.of(new Column("id", false, Kind.INTEGER), new Column("number", true, Kind.TEXT),
                new Column("name", false, Kind.TEXT));
        return RowReader.read(new ByteArrayInputStream(bytes), format, columns, errors);
    }

    private static void assertCsv(String csv, String... expected) throws IOException {
        assertEquals(List.of(expected), read(Format.CSV, csv.getBytes(UTF_8)));
    }

    @Test
    void columnsMayComeInAnyOrderAndBeMissing() throws IOException {
        assertCsv("name,number\nx,1\n,2\n", "null|1|x", "null|2|");
        assertEquals(List.of("7|1|x", "8|2|null"), read(Format.JSON,
                "[{\"name\":\"x\",\"id\":7,\"number\":\"1\"}, {\"number\":\"2\",\"id\":\"8\",\"name\":null}]".getBytes(UTF_8)));
    }

    @Test
    void lineEndsAndQuotesMayBeMixed() throws IOException {
        assertCsv("\"number\",name\r\n\r\n1,\"a,\"\"b\"\"\"\r\n\"2\", c \r3,\"d\r\ne\"\n\n4,\"\"", "null|1|a,\"b\"",
                "null|2| c ",
                "null|3|d\r\ne", "null|4|");
    }

    @Test
    void linesAreThoseOfAnEditor() throws IOException {
        assertCsv("number,name\r\n\r\n1,\"a\r\nb\",\r\n\"😀\",x,\r\"2\n\n\",\n3\n\n4,\"x\"y",
                "null|2\n\n|",
                "Line 3: there are more cells than columns.",
                "Line 5: there are more cells than columns.",
                "Line 9: there are fewer cells than columns: 1 instead of 2.",
                "Line 11: " + MALFORMED_QUOTES);
        assertCsv("number,name\r\r1,\"a\rb\"\r2,x,y\r", "null|1|a\rb", "Line 5: there are more cells than columns.");
        assertEquals(List.of("Line 3: number is missing.", "Line 6: number is missing."),
                read(Format.JSON, "[\r\n\r{},\n\n\r\n{\r\"name\":\"x\"}]".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "``; `Line 1: the file is empty; it must begin with the names of its columns.`",
            "id,colour; `Line 1: there is no column \"colour\"; the columns are id, number, name, with commas between them.`",
            "id,number,id; Line 1: the column id is there twice.",
            "id,name; Line 1: the column number is missing." })
    void anInvalidHeaderIsOneError(String header, String why) throws IOException {
        assertCsv(header, why);
    }

    @Test
    void malformedQuotesEndReading() throws IOException {
        assertCsv("number,name\n1,\"a\"b\n2,c\n",
                "Line 2: " + MALFORMED_QUOTES);
        assertCsv("number,name\n1,\"a\n2,b\n", "Line 2: " + MALFORMED_QUOTES);
        assertCsv("number,name\n1,\"a\n" + "2,b\n".repeat(40_000),
                "Line 2: " + TOO_LONG);
    }

    @Test
    void aQuoteWithinACellWithoutQuotesIsPartOfIt() throws IOException {
        assertCsv("number,name\n1,5\" pipe\n2,\"a\" \n3, \"b\"\n", "null|1|5\" pipe", "null|2|a", "null|3| \"b\"");
    }

    @Test
    void blanksAtTheBeginningOfARowArePartOfItsFirstCell() throws IOException {
        assertCsv("number,name\n  1,x\n\t2,x\n", "null|  1|x", "null|\t2|x");
    }

    @Test
    void linesAreRightWhereverTheParsersBufferEnds() throws IOException {
        for (int length = 3970; length < 4010; length++) {
            String first = "number,name\r\n\"1\",\"" + "\r\r\n\n".repeat(length / 4) + "x".repeat(length % 4) + "\"\r\n";
            RowReader rows = reader(Format.CSV, (first + "\r\n\r\r2,y\n").getBytes(UTF_8), new FileErrors());
            assertTrue(rows.next());
            assertEquals(2, rows.line());
            assertTrue(rows.next());
            assertEquals(2 + length / 4 * 3 + 1 + 3, rows.line(), "length " + length);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = { "CSV; `number,name\n1,TEXT\n`; Line 2",
            "CSV; `number,name\n1,\"TEXT\"\n`; Line 2", "CSV; `TEXT,number\n`; Line 1",
            "JSON; `[\n{\"number\":\"1\",\"name\":\"TEXT\"}]`; Line 2" })
    void aTextHasAtMost65536Characters(Format format, String file, String line) throws IOException {
        List<String> longest = read(format, file.replace("TEXT", "x".repeat(65_536)).getBytes(UTF_8));
        assertEquals(file.startsWith("TEXT") ? "Line 1: there is no column" : "null|1|xxx", longest.get(0).substring(0,
                file.startsWith("TEXT") ? 26 : 10));
        assertEquals(List.of(line + ": " + TOO_LONG), read(format, file.replace("TEXT", "x".repeat(65_537)).getBytes(UTF_8)));
    }

    @Test
    void aRowHasAtMostAsManyCellsAsASpreadsheet() throws IOException {
        String most = ",".repeat(16_382);
        assertCsv("number,name\n1,x" + most + "\n2,y\n3,z" + most + "\n" + most + "\n4,y\n", "null|2|y", "null|4|y",
                "Line 2: there are more cells than columns.", "Line 4: there are more cells than columns.");
        assertCsv("number,name\n1,x" + most + "\n2,y\n" + most + ",,\n3,y\n", "null|2|y",
                "Line 2: there are more cells than columns.", "Line 4: there are too many cells in this row.");
    }

    @Test
    void messagesRepeatNothingOfAFileWithSecrets() throws IOException {
        List<Column> columns = List.of(new Column("key", true, Kind.SECRET), new Column("label", false, Kind.TEXT));
        for (String file : List.of("SECRET,key\n", "key,label\n\"SECRET\"SECRET\n", "key,label\n\"SECRET\n",
                "[{\"key\":SECRET}]", "[{\"SECRET\":1}]", "[{\"key\":\"SECRET", "SECRET")) {
            FileErrors errors = new FileErrors();
            for (Format format : Format.values()) {
                RowReader rows = RowReader.read(new ByteArrayInputStream(file.getBytes(UTF_8)), format, columns, errors);
                assertFalse(rows.next());
            }
            InvalidFileException invalid = assertThrows(InvalidFileException.class, errors::throwIfAny);
            assertFalse(invalid.details().toString().matches("(?s).*[SECRET]{3}.*"), invalid.details().toString());
        }
    }

    @Test
    void aByteOrderMarkIsIgnored() throws IOException {
        assertCsv("\uFEFFnumber,name\n1,\uFFFD\n", "null|1|\uFFFD");
        assertEquals(List.of("null|1|null"), read(Format.JSON, "\uFEFF[{\"number\":\"1\"}]".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "number,name\n1,a b\n", "number;name\n1;a b\n", "number\tname\n1\ta b\n",
            "sep=,\nnumber,name\n1,a b\n", "sep=;\r\nnumber;name\r\n1;a b\r\n", "\uFEFFSEP=\t\nnumber\tname\n1\ta b",
            "\"sep=;\"\nnumber;name\n1;a b\n", "sep=,,\nnumber,name\n1,a b\n", "\uFEFF\"number\";\"name\"\r\n\"1\";\"a b\"\r\n",
            " Number ,NAME\n1,a b\n", "\"\u00A0number\u3000\",Name\t\n1,a b\n",
            ",,\nnumber,name,\n,,\n1,a b,\n\n,\n,,,,,\n", "number;name;;\r\n1;a b;;\r\n;;;\r\n", "number,name,\n1,a b\n",
            "number,name\n\"\",\"\"\n1,a b\n , \u00A0\n", "\n\n;;\nnumber;name\n1;a b\n;\n" })
    void blankRowsAndColumnsAreSkipped(String csv) throws IOException {
        assertCsv(csv, "null|1|a b");
    }

    @Test
    void aCellMayHaveManyBlanks() throws IOException {
        String blanks = " ".repeat(60_000);
        assertCsv("number,name\n1,a b\n" + blanks + "," + blanks + "\n2,c\n", "null|1|a b", "null|2|c");
    }

    @Test
    void cellsMayContainOtherSeparators() throws IOException {
        assertCsv("number;name\n1;a,b\n2;\"c;d\"\n", "null|1|a,b", "null|2|c;d");
        assertCsv("sep=;\nnumber,name\n1,x\n",
                "Line 2: there is no column \"number,name\"; the columns are id, number, name, with semicolons between them.");
        assertCsv("number;name\n1;\"a\"b\n",
                "Line 2: " + MALFORMED_QUOTES.replace("comma", "semicolon"));
    }

    @Test
    void skippedLinesAreCounted() throws IOException {
        assertCsv("sep=,\n,,\nnumber,name,\n,,\n1,x,y\n2,x,,\n3\n",
                "Line 5: there are more cells than columns.",
                "Line 6: there are more cells than columns.",
                "Line 7: there are fewer cells than columns: 1 instead of 2.");
        assertCsv("number,,name\n1,,x\n",
                "Line 1: there is no column \"\"; the columns are id, number, name, with commas between them.");
        assertCsv(",,\n,\n", "Line 1: the file is empty; it must begin with the names of its columns.");
    }

    @Test
    void anotherEncodingIsOneError() throws IOException {
        String csv = "number,name\n1,ascii\n" + "2,Réception\n".repeat(1000);
        assertEquals(List.of("null|1|ascii", "Line 3: " + NOT_UTF_8), read(Format.CSV, csv.getBytes(ISO_8859_1)));
        assertEquals(List.of("Line 1: " + NOT_UTF_8), read(Format.CSV, csv.getBytes(UTF_16))); // has a mark
        assertEquals(
                List.of("Line 1: there is a NUL character; the file has another encoding than UTF-8 or is damaged."),
                read(Format.CSV, csv.getBytes(UTF_16LE)));
        assertEquals(List.of("Line 1: " + NOT_UTF_8),
                read(Format.JSON, "[{\"number\":\"é\"}]".getBytes(ISO_8859_1)));
        assertEquals(1, read(Format.JSON, "[{\"number\":\"é\"}]".getBytes(UTF_16)).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "{\"number\":\"1\"}; Line 1: the file must be an array of objects.",
            "``; Line 1: the file must be an array of objects.",
            "[1]; Line 1: this must be an object.",
            "[[\"1\"]]; Line 1: this must be an object.",
            "[{}]; Line 1: number is missing.",
            "[{\"number\":100}]; Line 1: number must be a string, in quotes.",
            "[{\"number\":[\"1\"]}]; Line 1: number must be a string.",
            "[{\"number\":true}]; Line 1: number must be a string.",
            "[{\"id\":1.5,\"number\":\"1\"}]; Line 1: id must be a string, in quotes.",
            "[{\"number\":\"1\",\"number\":\"1\"}]; Line 1: number is given twice.",
            "[{\"number\":\"1\",\"tel\":{\"a\":[1]}}]; `Line 1: there is no column \"tel\"; the columns are id, number, name.`",
            "[{\"number\":\"\\u0000\"}]; Line 1: there is a NUL character",
            "[{\"number\":\"\\ud800\"}]; Line 1: number has an incomplete character.",
            "[{\"number\":\"1\"}] x; this is not valid JSON",
            "[{\"number\":\"1\"}] []; Line 1: something follows the end of the array.",
            "[{\"number\":\"1\"}; this is not valid JSON: Unexpected end-of-input: expected close marker for Array.",
            "[{\"number\":\"1; this is not valid JSON: Unexpected end-of-input" })
    void invalidJsonIsReportedWithItsLine(String json, String why) throws IOException {
        List<String> read = read(Format.JSON, json.getBytes(UTF_8));
        assertTrue(read.get(read.size() - 1).contains(why), read.toString());
    }
}
