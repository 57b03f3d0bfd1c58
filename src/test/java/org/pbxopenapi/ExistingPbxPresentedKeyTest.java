package org.pbxopenapi;

import org.pbxopenapi.apikey.PresentedKeyTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Keys as a PBX keeps them. */
@QuarkusTest
@TestProfile(ExistingPbxTest.Pbx.class)
class ExistingPbxPresentedKeyTest extends PresentedKeyTest {

    @Override
    protected void aKeyIsComparedByteByByteEvenWhereItIsNoUtf8() {
        // the PBX keeps keys as text
    }
}
