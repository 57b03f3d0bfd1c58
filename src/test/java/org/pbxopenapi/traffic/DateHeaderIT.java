package org.pbxopenapi.traffic;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class DateHeaderIT extends DateHeaderTest {
}
