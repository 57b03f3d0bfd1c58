package org.pbxopenapi.cache;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class AlwaysAskIT extends AlwaysAskTest {
}
