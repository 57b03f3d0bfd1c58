package org.pbxopenapi.cli.transfer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

    private static final String NOT_UTF_8 = "this is not UTF-8; the file is in another encoding, or broken.";

    /** The rows of a file, then what is wrong with it. */
    private static List<String> read(Format format, byte[] bytes) throws IOException {
        List<Column> columns = List.of(new Column("id", false, Kind.INTEGER), new Column("number", true, Kind.TEXT),
                new Column("name", false, Kind.TEXT));
        FileErrors errors = new FileErrors();
        List<String> read = new ArrayList<>();
        RowReader rows = RowReader.read(new ByteArrayInputStream(bytes), format, columns, errors);
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
    void csvMayEndItsLinesAndQuoteItsCellsAsItLikes() throws IOException {
        assertCsv("\"number\",name\r\n\r\n1,\"a,\"\"b\"\"\"\r\n\"2\", c \r3,\"d\r\ne\"\n\n4,\"\"", "null|1|a,\"b\"",
                "null|2| c ",
                "null|3|d\r\ne", "null|4|");
    }

    @Test
    void linesAndColumnsAreThoseOfAnEditor() throws IOException {
        assertCsv("number,name\r\n\r\n1,\"a\r\nb\",\r\n\"😀\",x,\r\"2\n\n\",\n3\n\n4,x\"",
                "null|2\n\n|",
                "Line 4, column 4: there are more cells than columns.",
                "Line 5, column 7: there are more cells than columns.",
                "Line 9, column 1: there are fewer cells than columns: 1 instead of 2.",
                "Line 11, column 4: there is a quote within a cell; the cell must be quoted, and the quote doubled.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "``; Line 1, column 1: the file is empty, but has to begin with the names of its columns.",
            "id,colour; Line 1, column 4: there is no column \"colour\", but id, number, name, with commas between them.",
            "id,number,id; Line 1, column 11: there is the column id twice.",
            "id,name; Line 1, column 1: the column number is missing." })
    void aHeaderMustFit(String header, String why) throws IOException {
        assertCsv(header, why);
    }

    @Test
    void quotesMustBeRight() throws IOException {
        assertCsv("number,name\n1,\"a\"b\n2,c\n",
                "Line 2, column 3: the quoted cell that begins here must be followed by a comma or the end of the line.");
        assertCsv("number,name\n1,\"a\n2,b\n", "Line 2, column 3: the quote that opens here is never closed.");
        assertCsv("number,name\n1,\"a\n" + "2,b\n".repeat(20_000),
                "Line 2, column 3: the cell that begins here is far too long; a quote may be missing.");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
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
    void whatASpreadsheetLeavesIsPassedOver(String csv) throws IOException {
        assertCsv(csv, "null|1|a b");
    }

    @Test
    void otherSeparatorsAreNoPartOfTheRows() throws IOException {
        assertCsv("number;name\n1;a,b\n2;\"c;d\"\n", "null|1|a,b", "null|2|c;d");
        assertCsv("sep=;\nnumber,name\n1,x\n",
                "Line 2, column 1: there is no column \"number,name\", but id, number, name, with semicolons between them.");
        assertCsv("number;name\n1;\"a\"b\n",
                "Line 2, column 3: the quoted cell that begins here must be followed by a semicolon or the end of the line.");
    }

    @Test
    void linesAndColumnsCountWhatIsPassedOver() throws IOException {
        assertCsv("sep=,\n,,\nnumber,name,\n,,\n1,x,y\n2,x,,\n3\n",
                "Line 5, column 5: there are more cells than columns.",
                "Line 6, column 6: there are more cells than columns.",
                "Line 7, column 1: there are fewer cells than columns: 1 instead of 2.");
        assertCsv("number,,name\n1,,x\n",
                "Line 1, column 8: there is no column \"\", but id, number, name, with commas between them.");
        assertCsv(",,\n,\n", "Line 1, column 1: the file is empty, but has to begin with the names of its columns.");
    }

    @Test
    void anotherEncodingIsOneMistake() throws IOException {
        String csv = "number,name\n1,ascii\n" + "2,Réception\n".repeat(1000);
        assertEquals(List.of("null|1|ascii", "Line 3, column 3: " + NOT_UTF_8), read(Format.CSV, csv.getBytes(ISO_8859_1)));
        assertEquals(List.of("Line 1, column 1: " + NOT_UTF_8), read(Format.CSV, csv.getBytes(UTF_16))); // has a mark
        assertEquals(
                List.of("Line 1, column 1: there is a NUL character; the file is in another encoding than UTF-8, or broken."),
                read(Format.CSV, csv.getBytes(UTF_16LE)));
        assertEquals(List.of("Line 1, column 12: " + NOT_UTF_8),
                read(Format.JSON, "[{\"number\":\"é\"}]".getBytes(ISO_8859_1)));
        assertEquals(1, read(Format.JSON, "[{\"number\":\"é\"}]".getBytes(UTF_16)).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "{\"number\":\"1\"}; Line 1, column 1: the file has to be an array of objects.",
            "``; Line 1, column 1: the file has to be an array of objects.",
            "[1]; Line 1, column 2: this has to be an object.",
            "[[\"1\"]]; Line 1, column 2: this has to be an object.",
            "[{}]; Line 1, column 2: number is missing.",
            "[{\"number\":100}]; Line 1, column 12: number must be a string, in quotes.",
            "[{\"number\":[\"1\"]}]; Line 1, column 12: number must be a string.",
            "[{\"number\":true}]; Line 1, column 12: number must be a string.",
            "[{\"id\":1.5,\"number\":\"1\"}]; Line 1, column 8: id must be a string, in quotes.",
            "[{\"number\":\"1\",\"number\":\"1\"}]; Line 1, column 16: number is given twice.",
            "[{\"number\":\"1\",\"tel\":{\"a\":[1]}}]; Line 1, column 16: there is no column \"tel\", but id, number, name.",
            "[{\"number\":\"\\u0000\"}]; Line 1, column 12: there is a NUL character",
            "[{\"number\":\"\\ud800\"}]; Line 1, column 12: number has half a character.",
            "[{\"number\":\"1\"}] x; this is no JSON",
            "[{\"number\":\"1\"}] []; Line 1, column 18: something follows the end of the array.",
            "[{\"number\":\"1\"}; this is no JSON: Unexpected end-of-input: expected close marker for Array.",
            "[{\"number\":\"1; this is no JSON: Unexpected end-of-input" })
    void jsonMustFit(String json, String why) throws IOException {
        List<String> read = read(Format.JSON, json.getBytes(UTF_8));
        assertTrue(read.get(read.size() - 1).contains(why), read.toString());
    }
}
