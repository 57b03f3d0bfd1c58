package org.pbxopenapi.error;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ErrorsIT extends ErrorsTest {
}
