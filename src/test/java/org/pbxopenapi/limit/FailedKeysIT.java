package org.pbxopenapi.limit;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class FailedKeysIT extends FailedKeysTest {
}
