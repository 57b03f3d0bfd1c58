package org.pbxopenapi.http;

import org.pbxopenapi.EverythingOn;
import org.pbxopenapi.RawClient;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** ErrorHandler over HTTPS are those over HTTP, also below a path prefix, and with traces and nobody there to take them in. */
@QuarkusTest
@TestProfile(EverythingOn.class)
class ErrorsOverTlsTest extends ErrorsTest {

    @Override
    protected RawClient endpoint() {
        return TestCertificate.endpoint();
    }

    @Override
    protected String prefix() {
        return EverythingOn.PREFIX;
    }
}
