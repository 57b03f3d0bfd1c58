package org.pbxopenapi.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ErrorsIT extends ErrorsTest {
}
