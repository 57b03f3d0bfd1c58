package org.pbxopenapi.trace;

import org.pbxopenapi.error.ErrorsTest;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Errors with tracing on, and nobody there to take the traces in. */
@QuarkusTest
@TestProfile(TracesTest.Traced.class)
class TracedErrorsTest extends ErrorsTest {
}
