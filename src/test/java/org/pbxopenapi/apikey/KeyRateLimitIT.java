package org.pbxopenapi.apikey;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class KeyRateLimitIT extends KeyRateLimitTest {
}
