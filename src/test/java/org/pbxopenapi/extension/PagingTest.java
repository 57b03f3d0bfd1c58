package org.pbxopenapi.extension;

import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pbxopenapi.TestDatabase.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.cache.AlwaysAskTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Pages and filters, compared with the complete list. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(AlwaysAskTest.Zero.class)
public class PagingTest {

    private static final Pattern NEXT = Pattern.compile("<(\\?[!-~&&[^<>]]*)>; rel=\"next\"");
    private static final String T40 = "/openapi.php/extensions?tenant=T40&key=key-40";

    private static List<JsonNode> items(Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        try {
            List<JsonNode> items = new ArrayList<>();
            new ObjectMapper().readTree(answer.body()).forEach(items::add);
            return items;
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** The target of the next page, whose link is relative to the current target; null if there is none. */
    private static String next(String target, Answer answer) {
        if (answer.headers("Link").isEmpty()) {
            return null;
        }
        Matcher next = NEXT.matcher(answer.header("Link"));
        assertTrue(next.matches(), answer.header("Link"));
        return target.substring(0, target.indexOf('?')) + next.group(1);
    }

    private static String next(String target, String... headers) {
        return next(target, RawHttp.get(target, headers));
    }

    private static List<JsonNode> walk(String first, String... headers) {
        List<JsonNode> items = new ArrayList<>();
        for (String target = first; target != null;) {
            Answer answer = RawHttp.get(target, headers);
            items.addAll(items(answer));
            target = next(target, answer);
        }
        return items;
    }

    private static List<JsonNode> where(Predicate<JsonNode> condition) {
        return items(RawHttp.get(T40)).stream().filter(condition).collect(toList());
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 7, 10, 25, 49, 50, 51, 1000 })
    void allPagesTogetherAreTheCompleteList(int limit) {
        List<JsonNode> whole = items(RawHttp.get(T40));
        assertEquals(50, whole.size());
        assertEquals(whole, walk(T40 + "&limit=" + limit));
        assertEquals(whole, walk("/openapi.php?object=extension&action=list&tenant=Tenant+40&limit=" + limit,
                "X-API-Key: global"));
        Answer first = RawHttp.get(T40 + "&limit=" + limit);
        assertEquals(whole.subList(0, Math.min(limit, 50)), items(first));
        assertEquals("50", first.header("X-Total-Count"));
    }

    @Test
    void aGlobalKeyPagesThroughAllTenants() {
        List<JsonNode> walked = walk("/openapi.php/extensions?key=global&limit=1000&search=.7");
        assertEquals(sql("bulk", "SELECT COUNT(*) FROM extension WHERE name LIKE '%.7%'"), String.valueOf(walked.size()));
        assertEquals(items(RawHttp.get("/openapi.php/extensions?key=global&search=.7")), walked);
    }

    @Test
    void thePageAfterTheLastIsEmpty() {
        String last = next(T40 + "&limit=25");
        sql("bulk", "CREATE TABLE gone SELECT * FROM extension WHERE tenant_id = 40 AND number > 125");
        sql("bulk", "DELETE FROM extension WHERE tenant_id = 40 AND number > 125");
        Answer answer = RawHttp.get(last);
        sql("bulk", "INSERT INTO extension SELECT * FROM gone");
        sql("bulk", "DROP TABLE gone");
        assertEquals("200 []", answer.status() + " " + answer.body());
        assertEquals("25", answer.header("X-Total-Count"));
        assertEquals(List.of(), answer.headers("Link"));
    }

    @Test
    void insertedAndDeletedRowsNeitherHideNorRepeatOthers() {
        List<JsonNode> before = items(RawHttp.get("/openapi.php/extensions?tenant=T41&key=key-41"));
        List<JsonNode> seen = new ArrayList<>();
        int page = 0;
        for (String target = "/openapi.php/extensions?tenant=T41&key=key-41&limit=10"; target != null; page++) {
            Answer answer = RawHttp.get(target);
            seen.addAll(items(answer));
            target = next(target, answer);
            long last = seen.get(seen.size() - 1).get("id").asLong();
            sql("bulk", "INSERT INTO extension VALUES (" + (5_000_000 + page) + ", 41, 'later" + page + "', '', 'SIP')");
            sql("bulk", "INSERT INTO extension VALUES (" + (900_000 - page) + ", 41, 'earlier" + page + "', '', 'SIP')");
            sql("bulk", "DELETE FROM extension WHERE tenant_id = 41 AND id IN (" + last + ", " + (last - 5) + ")");
            assertTrue(page < 20);
        }
        assertEquals(before, seen.subList(0, 50));
        assertTrue(seen.stream().skip(50).allMatch(item -> item.get("number").asText().startsWith("later")));
        assertEquals(seen.size(), seen.stream().distinct().count());
    }

    @Test
    void filtersSelectMatchingExtensions() {
        assertEquals(where(item -> item.get("tech").asText().equals("PJSIP")), items(RawHttp.get(T40 + "&tech=PJSIP")));
        assertEquals(where(item -> item.get("number").asText().equals("107")), items(RawHttp.get(T40 + "&number=107")));
        assertEquals(where(item -> item.get("name").asText().startsWith("Büro")), items(RawHttp.get(T40 + "&search=büro")));
        assertEquals(where(item -> item.toString().contains("00%_")), items(RawHttp.get(T40 + "&search=00%25_")));
        assertEquals(where(item -> item.get("number").asText().contains("11") || item.get("name").asText().contains("11")),
                items(RawHttp.get(T40 + "&search=11")));
        assertEquals(where(item -> item.get("number").asText().contains("11") && item.get("tech").asText().equals("SIP")),
                items(RawHttp.get(T40 + "&search=11&tech=SIP")));
        assertEquals(items(RawHttp.get(T40)), items(RawHttp.get(T40 + "&search=&tech=&number=&cursor=")));
    }

    @Test
    void anEmptyLimitMeansNoLimit() {
        for (String limit : List.of("limit=", "limit", "limit=2&limit=")) {
            Answer answer = RawHttp.get(T40 + "&" + limit);
            assertEquals(items(RawHttp.get(T40)), items(answer));
            assertEquals(List.of(), answer.headers("Link"));
            assertEquals(List.of(), answer.headers("X-Total-Count"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "tech=pjsip", "tech=PJSIP%20", "tech=SIP%00", "number=1", "number=0107", "number=%31%30%37%20",
            "search=b%C3%BCro%20%20", "search=%F0%9F%98%80", "search=%25", "tech=SIP&number=100", "search='", "search=%5C" })
    void filtersMatchExactly(String filter) {
        List<JsonNode> found = items(RawHttp.get(T40 + "&" + filter));
        assertEquals(filter.equals("search=%25") ? where(item -> item.get("name").asText().contains("%")) : List.of(), found);
        if (found.isEmpty()) {
            Answer page = RawHttp.get(T40 + "&limit=3&" + filter);
            assertEquals("[] 0", page.body() + " " + page.header("X-Total-Count"));
        }
    }

    @Test
    void aFilteredListHasPages() {
        List<JsonNode> sip = where(item -> item.get("tech").asText().equals("SIP"));
        assertEquals(sip, walk(T40 + "&tech=SIP&limit=4"));
        assertEquals(String.valueOf(sip.size()), RawHttp.get(T40 + "&tech=SIP&limit=4").header("X-Total-Count"));
    }

    @Test
    void aCursorIsBoundToTenantAndFilters() {
        String next = next(T40 + "&tech=SIP&limit=4");
        String cursor = next.substring(next.indexOf("cursor="));
        assertEquals(200, RawHttp.get(T40 + "&tech=SIP&limit=9&" + cursor).status());
        assertEquals(200, RawHttp.get(T40 + "&tech=SIP&" + cursor).status());
        for (String other : List.of(T40 + "&limit=4&", T40 + "&tech=PJSIP&limit=4&", T40 + "&tech=SIP&number=1&limit=4&",
                "/openapi.php/extensions?tenant=T42&key=key-42&tech=SIP&limit=4&",
                "/openapi.php/extensions?key=global&tech=SIP&limit=4&")) {
            assertInvalid("cursor", RawHttp.get(other + cursor));
        }
    }

    @ParameterizedTest
    @CsvSource({ "limit, 0", "limit, -1", "limit, 1001", "limit, 99999999999999999999", "limit, 1.0", "limit, 1e2", "limit, +1",
            "limit, 01", "limit, %201", "limit, ten", "limit, 0x10", "limit, 1_0", "limit, %D9%A1", "limit, 1%00", "limit, %FF",
            "cursor, x",
            "cursor, AAAA", "cursor, %FF", "cursor, AAAAAAAAAAKsgpnGqud_ag", "cursor, AAAAAAAAAAKsgpnGqud_aQAA", "cursor, 1",
            "cursor, '%27%3B--'", "tech, %FF", "number, %C3", "search, %ED%A0%80" })
    void anInvalidParameterIsNamed(String parameter, String value) {
        assertInvalid(parameter, RawHttp.get(T40 + "&" + parameter + "=" + value));
        assertInvalid(parameter, RawHttp.get("/openapi.php/extensions?key=global&" + parameter + "=" + value));
    }

    private static void assertInvalid(String parameter, Answer answer) {
        assertEquals(400, answer.status(), answer.body());
        assertTrue(answer.body().startsWith(
                "{\"error\":{\"code\":\"invalid_parameter\",\"message\":\"The parameter " + parameter + " must be "),
                answer.body());
    }

    @Test
    void theNextLinkRepeatsKnownParametersOnly() {
        String link = RawHttp.get("/openapi.php?action=list&object=extension&tenant=Tenant+40&x=y&search=B%C3%BCro&limit=2",
                "X-API-Key: key-40").header("Link");
        assertTrue(link.matches("<\\?object=extension&action=list&tenant=Tenant\\+40&search=B%C3%BCro&limit=2"
                + "&cursor=[A-Za-z0-9_-]+>; rel=\"next\""), link);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/openapi.php/extensions?", "/openapi.php/extensions/?",
            "/openapi.php?object=extensions&action=list&",
            "/openapi.php/?action=list&object=extension&" })
    void theNextLinkKeepsTheAddress(String address) {
        String key = "X-API-Key: key-40";
        Answer second = RawHttp.get(next(address + "tenant=T40&limit=30", key), key);
        assertEquals(items(RawHttp.get(T40)).subList(30, 50), items(second));
    }

    @Test
    void theNextLinkHasTheKeyOnlyIfNoHeaderHasIt() {
        String page = "/openapi.php/extensions?tenant=T40&limit=2";
        assertTrue(next(page + "&key=key-40").contains("?key=key-40&tenant="));
        assertTrue(next(page + "&key=key-40", "X-API-Key: another").contains("?key=key-40&tenant="));
        for (String header : List.of("X-API-Key: key-40", "Authorization: Bearer key-40")) {
            for (String query : List.of("", "&key=", "&key=key-40")) {
                String next = next(page + query, header);
                assertFalse(next.contains("key"), next);
                assertEquals(200, RawHttp.get(next, header).status());
            }
        }
    }

    @Test
    void unknownParametersDoNotPage() {
        Answer answer = RawHttp.get(T40 + "&offset=1&page=2&Limit=3&limit[]=4");
        assertEquals(50, items(answer).size());
        assertEquals(List.of(), answer.headers("X-Total-Count"));
        assertEquals(List.of(), answer.headers("Link"));
    }
}
