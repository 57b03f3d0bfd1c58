package org.pbxopenapi.limit;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SlowClientsIT extends SlowClientsTest {
}
