package org.pbxopenapi.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.error.ApiError;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.RoutingContext;

/** A new resource that does nothing for its security. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
class NewResourceTest {

    @Path("/openapi.php/tomorrow")
    @Produces(MediaType.APPLICATION_JSON)
    public static class Tomorrow {

        @GET
        @Operation(hidden = true)
        public String get() {
            return "\"seen\"";
        }

        @POST
        @Operation(hidden = true)
        public String change() {
            return "\"changed\"";
        }

        @GET
        @Operation(hidden = true)
        @Path("/fails")
        public String fail() {
            throw new IllegalStateException("secret cause");
        }
    }

    @Path("/openapi.php/public")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    public static class Public {

        @GET
        @Operation(hidden = true)
        public String get() {
            return "\"seen\"";
        }

        @GET
        @Path("/rows")
        @Operation(hidden = true)
        public String rows(@Context RoutingContext request) {
            return TenantScope.of(request).map(tenant -> tenant.name).orElse("all");
        }
    }

    private static void assertAnswer(String expected, Answer answer) {
        assertEquals(expected, answer.status() + " " + answer.body());
    }

    private static void assertAnswer(ApiError expected, Answer answer) {
        assertAnswer(expected.status() + " " + new String(expected.body(), UTF_8), answer);
    }

    @Test
    void isProtectedByDefault() {
        assertAnswer(ApiError.MISSING_API_KEY, RawHttp.get("/openapi.php/tomorrow"));
        assertAnswer(ApiError.MISSING_API_KEY, RawHttp.request("POST", "/openapi.php/tomorrow"));
        assertAnswer(ApiError.MISSING_API_KEY, RawHttp.get("/openapi.php/tomorrow/fails"));
        assertAnswer("200 \"seen\"", RawHttp.get("/openapi.php/public"));
    }

    @Test
    void hasNoTenantScopeWithoutAKey() {
        assertAnswer(ApiError.INTERNAL_ERROR, RawHttp.get("/openapi.php/public/rows?key=global-full-valid"));
    }

    @Test
    void acceptsAValidKeyForItsTenant() {
        assertAnswer("200 \"seen\"", RawHttp.get("/openapi.php/tomorrow?key=global-read-only-valid"));
        assertAnswer("200 \"seen\"", RawHttp.get("/openapi.php/tomorrow?key=acme-read-only-valid&tenant=ACME"));
        assertAnswer(ApiError.INVALID_API_KEY,
                RawHttp.get("/openapi.php/tomorrow?key=acme-full-valid&tenant=GLOBEX"));
    }

    @Test
    void canBeChangedWithFullKeysOnly() {
        assertAnswer("200 \"changed\"", RawHttp.request("POST", "/openapi.php/tomorrow?key=global-full-valid"));
        assertAnswer(ApiError.READ_ONLY_API_KEY,
                RawHttp.request("POST", "/openapi.php/tomorrow?key=global-read-only-valid"));
    }

    @Test
    void doesNotTellTheClientTheCauseOfAFailure() {
        assertAnswer(ApiError.INTERNAL_ERROR,
                RawHttp.get("/openapi.php/tomorrow/fails?key=global-full-valid"));
    }
}
