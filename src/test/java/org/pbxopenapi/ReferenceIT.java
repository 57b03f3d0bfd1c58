package org.pbxopenapi;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ReferenceIT extends ReferenceTest {
}
