package org.pbxopenapi.cache;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class BoundedStalenessCacheIT extends BoundedStalenessCacheTest {
}
