package org.pbxopenapi.extension;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class PagingIT extends PagingTest {
}
