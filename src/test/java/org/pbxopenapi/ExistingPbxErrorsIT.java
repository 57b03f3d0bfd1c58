package org.pbxopenapi;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ExistingPbxErrorsIT extends ExistingPbxErrorsTest {
}
