package org.pbxopenapi.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Lookup of a tenant by code or name. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class TenantTest {

    private static Answer list(String tenant, String key) {
        return RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=" + key);
    }

    private static void assertOnly(String marker, Answer answer) {
        assertEquals(200, answer.status(), answer.body());
        assertTrue(answer.body().contains("\"name\":\"" + marker) && answer.body().split("\"id\"").length == 2, answer.body());
    }

    @Test
    void aCodeTakesPrecedenceOverAName() {
        assertTrue(list("ACME", "global-full-valid").body().contains("ACME Reception"));
        assertEquals(401, list("ACME", "shadow-full-valid").status());
        assertOnly("SHADOW", list("SHADOW", "shadow-full-valid"));
    }

    @Test
    void aSharedNameSelectsTheKeysTenantOrTheLowestId() {
        assertOnly("TWIN-B", list("Twin", "twin-b-full-valid"));
        assertOnly("TWIN-A", list("Twin", "global-full-valid"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
            "%C3%9CBUNG ÜBUNG", "%C3%BCbung ÜBUNG", "ÜBUNG ÜBUNG", "übung ÜBUNG",
            "Stra%C3%9Fe%20%E6%9D%B1%E4%BA%AC%20%F0%9F%98%80 ÜBUNG", "STRAẞE+東京+😀 ÜBUNG",
            "50%25_%22%27%5C;%23| 50%", "50%25_\"'\\;%23%7C 50%", "50%_\"'\\;%23| 50%", "<script>%26amp%3b 50%",
            "Globex+%26+S%C3%B6hne GLOBEX", "globex GLOBEX", "ΣΊΣΥΦΟΣ Σίσυφος", "%EF%BF%BD Σίσυφος" })
    void codesAndNamesIgnoreCaseAndMayHaveAnyCharacters(String tenant, String marker) {
        assertOnly(marker, list(tenant, "global-full-valid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Ubung", "U%CC%88BUNG", "ÜBUNG%20", "%20ÜBUNG", "ACME%00", "ACME%E2%80%8B", "AC%07ME", "ACME%20", "ACME.", "ACM_",
            "A%25",
            "%EF%BC%A1%EF%BC%A3%EF%BC%AD%EF%BC%A5", "Strasse+東京+😀", "Straße+東京+😁", "Straße+東京", "%FF", "%ED%A0%80",
            "%F0%9F%98", "%C3%9CBUN%FF", "1", "ACME%0A",
            "'+OR+1=1--+",
            "ACME';--", "%5C" })
    void onlyCaseIsIgnored(String tenant) {
        Answer answer = list(tenant, "global-full-valid");
        assertEquals("404 {\"error\":{\"code\":\"tenant_not_found\",\"message\":\"Tenant not found.\"}}",
                answer.status() + " " + answer.body());
        assertEquals(401, list(tenant, "acme-full-valid").status());
    }

    @ParameterizedTest
    @ValueSource(strings = { "Tenant=GLOBEX", "TENANT=GLOBEX", "tenant[]=GLOBEX", "tenants=GLOBEX", "x=1;tenant=GLOBEX" })
    void otherParameterNamesAreIgnored(String parameter) {
        String all = RawHttp.get("/openapi.php/extensions?key=global-full-valid").body();
        assertTrue(all.contains("ACME") && all.contains("GLOBEX"), all);
        assertEquals(all, RawHttp.get("/openapi.php/extensions?key=global-full-valid&" + parameter).body());
    }

    @Test
    void aVeryLongTenantIsUnknown() {
        assertEquals(404, list("t".repeat(3000), "global-full-valid").status());
    }
}
