package org.pbxopenapi.outage;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OutageIT extends OutageTest {
}
