package org.pbxopenapi;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class ExistingPbxIT extends ExistingPbxTest {
}
