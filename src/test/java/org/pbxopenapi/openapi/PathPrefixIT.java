package org.pbxopenapi.openapi;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class PathPrefixIT extends PathPrefixTest {
}
