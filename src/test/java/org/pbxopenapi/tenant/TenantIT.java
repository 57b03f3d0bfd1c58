package org.pbxopenapi.tenant;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class TenantIT extends TenantTest {
}
