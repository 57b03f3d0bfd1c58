package org.pbxopenapi.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Every kind of key in every state, given in every way, for every kind of tenant. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class ApiKeyMatrixTest {

    private static final List<String> KINDS = List.of("global-full", "global-read-only", "acme-full", "acme-read-only");

    enum Way {
        QUERY,
        HEADER,
        BEARER;

        Answer list(String tenant, String key) {
            String target = "/openapi.php/extensions?" + tenant;
            return switch (this) {
                case QUERY -> RawHttp.get(target + "&key=" + key);
                case HEADER -> RawHttp.get(target, "X-API-Key: " + key);
                case BEARER -> RawHttp.get(target, "Authorization: Bearer " + key);
            };
        }
    }

    /** From Acme's point of view: its own code and name, another tenant's code, an unknown one, and none. */
    enum AskedTenant {
        OWN_BY_CODE("tenant=ACME"),
        OWN_BY_NAME("tenant=Acme+Inc."),
        FOREIGN("tenant=GLOBEX"),
        UNKNOWN("tenant=no-such"),
        EMPTY("tenant="),
        NONE("");

        final String parameter;

        AskedTenant(String parameter) {
            this.parameter = parameter;
        }
    }

    record Case(String kind, String state, Way way, AskedTenant tenant) {

        String expected() {
            boolean global = kind.startsWith("global");
            if (!state.equals("valid")) {
                return "401 invalid_api_key";
            }
            return switch (tenant) {
                case OWN_BY_CODE, OWN_BY_NAME -> "200 ACME";
                case FOREIGN -> global ? "200 GLOBEX" : "401 invalid_api_key";
                case UNKNOWN -> global ? "404 tenant_not_found" : "401 invalid_api_key";
                case EMPTY, NONE -> global ? "200 all" : "400 tenant_required";
            };
        }
    }

    static Stream<Case> cases() {
        return KINDS.stream().flatMap(kind -> Stream.of("valid", "expired", "revoked", "not-yet")
                .flatMap(state -> Stream.of(Way.values())
                        .flatMap(way -> Stream.of(AskedTenant.values())
                                .map(tenant -> new Case(kind, state, way, tenant)))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aKeyGivesAccessToItsOwnScopeOnly(Case one) {
        Answer answer = one.way.list(one.tenant.parameter, one.kind + "-" + one.state);
        assertEquals(one.expected(), answer.status() + " " + gist(answer.body()));
    }

    private static String gist(String body) {
        if (body.startsWith("{\"error\":{\"code\":\"")) {
            return body.split("\"")[5];
        }
        boolean acme = body.contains("ACME");
        boolean globex = body.contains("GLOBEX");
        if (acme && globex && body.contains("TWIN-A") && body.contains("SHADOW")) {
            return "all";
        }
        if (acme == globex) {
            return body;
        }
        return globex ? "GLOBEX" : body.contains("\"id\":105") ? "ACME" : body;
    }
}
