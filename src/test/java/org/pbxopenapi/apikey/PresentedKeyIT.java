package org.pbxopenapi.apikey;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PresentedKeyIT extends PresentedKeyTest {
}
