package org.pbxopenapi;

import org.pbxopenapi.extension.ConditionalRequestTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Versions and encodings of a PBX' lists. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxConditionalRequestTest extends ConditionalRequestTest {
}
