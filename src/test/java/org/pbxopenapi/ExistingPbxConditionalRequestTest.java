package org.pbxopenapi;

import org.pbxopenapi.extension.ConditionalRequestTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Conditional requests and encodings over the tables of a PBX. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxConditionalRequestTest extends ConditionalRequestTest {
}
