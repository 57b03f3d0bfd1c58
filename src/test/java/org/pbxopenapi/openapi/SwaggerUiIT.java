package org.pbxopenapi.openapi;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class SwaggerUiIT extends SwaggerUiTest {
}
