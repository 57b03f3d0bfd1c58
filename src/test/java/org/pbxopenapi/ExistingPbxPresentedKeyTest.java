package org.pbxopenapi;

import org.pbxopenapi.apikey.PresentedKeyTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Presented keys over the tables of a PBX. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxPresentedKeyTest extends PresentedKeyTest {

    @Override
    protected void aKeyIsComparedByteByByteEvenWhereItIsNoUtf8() {
        // a PBX stores keys as text
    }
}
