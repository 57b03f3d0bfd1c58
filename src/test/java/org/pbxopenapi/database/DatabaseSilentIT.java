package org.pbxopenapi.database;

import org.junit.jupiter.api.Tag;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@Tag("native")
@QuarkusIntegrationTest
class DatabaseSilentIT extends DatabaseSilentTest {
}
