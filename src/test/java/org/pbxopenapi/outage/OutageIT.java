package org.pbxopenapi.outage;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class OutageIT extends OutageTest {
}
