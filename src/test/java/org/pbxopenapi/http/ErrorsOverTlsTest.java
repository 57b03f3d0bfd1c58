package org.pbxopenapi.http;

import org.pbxopenapi.EverythingOn;
import org.pbxopenapi.RawClient;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same errors over HTTPS, below a path prefix, and with tracing to a collector that is down. */
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
