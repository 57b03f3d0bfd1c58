package org.pbxopenapi;

import org.pbxopenapi.http.ErrorsTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Errors over the tables of a PBX. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxErrorsTest extends ErrorsTest {
}
