package org.pbxopenapi.telemetry;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class TracingIT extends TracingTest {
}
