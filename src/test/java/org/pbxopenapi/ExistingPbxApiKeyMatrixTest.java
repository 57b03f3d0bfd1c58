package org.pbxopenapi;

import org.pbxopenapi.apikey.ApiKeyMatrixTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The API key matrix over the tables of a PBX. A PBX has no expired, revoked or not yet valid keys: it does not know them. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxApiKeyMatrixTest extends ApiKeyMatrixTest {
}
