package org.pbxopenapi.http;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class SlowClientsIT extends SlowClientsTest {
}
