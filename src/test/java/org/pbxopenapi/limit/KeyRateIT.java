package org.pbxopenapi.limit;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class KeyRateIT extends KeyRateTest {
}
