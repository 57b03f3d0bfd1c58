package org.pbxopenapi.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.client.ApiClient;
import org.pbxopenapi.client.ApiException;
import org.pbxopenapi.client.api.ExtensionApi;
import org.pbxopenapi.client.api.SpecificationApi;
import org.pbxopenapi.client.model.ErrorDetail;
import org.pbxopenapi.client.model.ErrorResponse;
import org.pbxopenapi.client.model.Extension;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/** The Java client that is generated from docs/openapi.json. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
public class GeneratedClientTest {

    private static ApiClient client(String header, String value) {
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://localhost:" + RestAssured.port);
        if (header != null) {
            client.setRequestInterceptor(request -> request.header(header, value));
        }
        return client;
    }

    @Test
    void listsExtensions() throws ApiException {
        List<Extension> byHeader = new ExtensionApi(client("X-API-Key", "acme-read-only-valid")).listExtensions("ACME", null,
                null, null, null, null, null);
        List<Extension> byBearer = new ExtensionApi(client("Authorization", "Bearer global-full-valid"))
                .listExtensions("ACME", null, null, null, null, null, null);
        assertTrue(byHeader.size() > 1);
        assertEquals(byHeader, byBearer);
        Object old = new SpecificationApi(client("X-API-Key", "global-full-valid"))
                .getSpecification(null, "extensions", "list", "ACME", null, null, null, null, null, null);
        assertEquals(byHeader.size(), ((List<?>) old).size());
    }

    @Test
    void getsTheDocument() throws ApiException {
        SpecificationApi api = new SpecificationApi(client(null, null));
        assertEquals("3.0.3", api.getOpenapiJson().get("openapi"));
        assertEquals(api.getSwaggerJson(), api.getSpecification(null, null, null, null, null, null, null, null, null, null));
        assertEquals("3.0.3",
                ((Map<?, ?>) api.getSpecification("1", null, null, null, null, null, null, null, null, null)).get("openapi"));
    }

    @Test
    void readsErrors() throws Exception {
        ApiClient client = client(null, null);
        ApiException e = assertThrows(ApiException.class, () -> new ExtensionApi(client).listExtensions(null, null, null, null,
                null, null, null));
        assertEquals(401, e.getCode());
        ErrorResponse body = client.getObjectMapper().readValue(e.getResponseBody(), ErrorResponse.class);
        assertEquals(ErrorDetail.CodeEnum.MISSING_API_KEY, body.getError().getCode());
    }
}
