package org.pbxopenapi.openapi;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SwaggerUiIT extends SwaggerUiTest {
}
