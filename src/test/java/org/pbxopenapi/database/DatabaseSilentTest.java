package org.pbxopenapi.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pbxopenapi.RawHttp;
import org.pbxopenapi.RawHttp.Answer;
import org.pbxopenapi.TestDatabase;
import org.pbxopenapi.outage.OutageTest;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A database that accepts connections but does not respond. */
@QuarkusTest
@WithTestResource(TestDatabase.class)
@TestProfile(OutageTest.Link.class)
public class DatabaseSilentTest {

    @BeforeEach
    void silence() {
        OutageTest.LINK.silence();
    }

    @Test
    void requestsBeyondThePoolGet503() {
        List<Integer> statuses = IntStream.range(0, 8).parallel()
                .mapToObj(i -> RawHttp.get("/openapi.php/extensions?key=key-" + i).status()).toList();
        assertEquals(Collections.nCopies(8, 503), statuses);
    }

    @Test
    void aListGets503() {
        Answer answer = RawHttp.get("/openapi.php/extensions?key=global-full-valid");
        assertEquals(
                "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"The service is temporarily unavailable.\"}}",
                answer.status() + " " + answer.body());
        assertEquals("5", answer.header("Retry-After"));
        assertEquals("*", answer.header("Access-Control-Allow-Origin"));
    }

    @Test
    void requestsThatNeedNoDatabaseAreServed() {
        assertEquals(200, RawHttp.get("/openapi.php").status());
        assertEquals(401, RawHttp.get("/openapi.php/extensions").status());
        assertEquals(404, RawHttp.get("/nowhere").status());
        assertEquals(204, RawHttp.request("OPTIONS", "/openapi.php/extensions").status());
    }
}
