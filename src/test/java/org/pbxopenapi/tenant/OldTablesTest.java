package org.pbxopenapi.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.extension.Extension;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Tables that lack characters, columns and values which the service's own tables have. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(OldTablesTest.Old.class)
class OldTablesTest {

    public static class Old implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.settings("old", EmbeddedMariaDb.ADMIN);
        }
    }

    @Test
    void aMissingValueReadsAsAnEmptyString() {
        assertEquals("[{\"id\":1,\"number\":\"\",\"name\":\"\",\"tech\":\"\"}]",
                RawHttp.get("/openapi.php/extensions?tenant=ACME&key=global-full-valid").body());
    }

    @Test
    void anExportNamesTheTenantDespiteFurtherColumns() {
        List<String> tenants = new ArrayList<>();
        QuarkusTransaction.requiringNew().run(
                () -> Extension.read(1L, null, null, null, (id, tenant, number, name, tech) -> tenants.add(tenant)));
        assertEquals(List.of("ACME"), tenants);
    }

    @Test
    void aTenantWithoutACodeIsFoundByItsName() {
        assertEquals("[{\"id\":2,\"number\":\"200\",\"name\":\"Of the first twin\",\"tech\":\"SIP\"}]",
                RawHttp.get("/openapi.php/extensions?tenant=Twin&key=global-full-valid").body());
    }

    @ParameterizedTest
    @ValueSource(strings = { "expired", "odd-scope", "no-scope" })
    void anExpiredKeyOrOneWithAnUnknownScopeIsRejected(String key) {
        assertEquals(401, RawHttp.get("/openapi.php/extensions?key=" + key).status());
    }

    @ParameterizedTest
    @CsvSource({ "MÜLLER, 200", "acme, 200", "Мюллер, 404", "😀, 404" })
    void aNameWithCharactersThatTheColumnLacksIsUnknown(String tenant, int status) {
        assertEquals(status, RawHttp.get("/openapi.php/extensions?tenant=" + tenant + "&key=global-full-valid").status());
    }
}
