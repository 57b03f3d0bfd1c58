package org.pbxopenapi.error;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ErrorsOverTlsIT extends ErrorsOverTlsTest {
}
