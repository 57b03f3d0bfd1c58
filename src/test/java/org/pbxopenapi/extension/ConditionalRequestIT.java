package org.pbxopenapi.extension;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ConditionalRequestIT extends ConditionalRequestTest {
}
