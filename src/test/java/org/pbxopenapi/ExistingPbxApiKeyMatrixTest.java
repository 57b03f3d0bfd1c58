package org.pbxopenapi;

import org.pbxopenapi.apikey.ApiKeyMatrixTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A PBX has no keys that are expired, revoked or not yet valid: those of the matrix are unknown to it. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxApiKeyMatrixTest extends ApiKeyMatrixTest {
}
