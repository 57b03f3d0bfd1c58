package org.pbxopenapi.traffic;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class DateHeaderIT extends DateHeaderTest {
}
