package org.pbxopenapi.traffic;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ManagementPortIT extends ManagementPortTest {
}
