package org.pbxopenapi.error;

import javax.net.SocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.tls.TestCertificate;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Errors over HTTPS are those over HTTP. */
@QuarkusTest
@WithTestResource(TestCertificate.class)
class ErrorsOverTlsTest extends ErrorsTest {

    @BeforeEach
    void useHttps() throws Exception {
        TestCertificate.useHttps();
    }

    @AfterEach
    void useHttp() {
        RawHttp.use(SocketFactory.getDefault());
    }
}
