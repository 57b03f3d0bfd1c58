package org.pbxopenapi;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class DocumentFuzzIT extends DocumentFuzzTest {
}
