package org.pbxopenapi.tenant;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class TenantIT extends TenantTest {
}
