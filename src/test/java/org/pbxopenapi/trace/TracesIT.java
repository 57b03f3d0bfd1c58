package org.pbxopenapi.trace;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TracesIT extends TracesTest {
}
