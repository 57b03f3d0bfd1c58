package org.pbxopenapi.cache;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class LongBoundIT extends LongBoundTest {
}
