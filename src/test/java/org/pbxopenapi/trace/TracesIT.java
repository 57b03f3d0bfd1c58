package org.pbxopenapi.trace;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class TracesIT extends TracesTest {
}
