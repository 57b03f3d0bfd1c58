package org.pbxopenapi.error;

import java.util.Map;

import javax.net.SocketFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.tls.TestCertificate;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Errors over HTTPS are those over HTTP. */
@QuarkusTest
@WithTestResource(TestCertificate.class)
@TestProfile(ErrorsOverTlsTest.Https.class)
class ErrorsOverTlsTest extends ErrorsTest {

    public static class Https implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return TestDatabase.settings("pbx", EmbeddedMariaDb.ADMIN);
        }
    }

    @BeforeEach
    void useHttps() throws Exception {
        TestCertificate.useHttps();
    }

    @AfterEach
    void useHttp() {
        RawHttp.use(SocketFactory.getDefault());
    }
}
