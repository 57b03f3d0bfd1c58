package org.pbxopenapi.error;

import java.util.HashMap;
import java.util.Map;

import org.pbxopenapi.RawClient;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.dev.EmbeddedMariaDb;
import org.pbxopenapi.tls.TestCertificate;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Errors over HTTPS are those over HTTP. */
@QuarkusTest
@TestProfile(ErrorsOverTlsTest.Https.class)
class ErrorsOverTlsTest extends ErrorsTest {

    public static class Https implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(TestDatabase.settings("pbx", EmbeddedMariaDb.ADMIN));
            settings.putAll(TestCertificate.settings());
            return settings;
        }
    }

    @Override
    protected RawClient endpoint() {
        return TestCertificate.endpoint();
    }
}
