package org.pbxopenapi.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pbxopenapi.database.Finding.Status;

class EncryptionCheckTest {

    @ParameterizedTest
    @CsvSource(nullValues = "NULL", value = {
            "true, db.example.com, TLSv1.3, 192.0.2.1, OK", "true, 127.0.0.1, TLSv1.2, NULL, OK",
            "false, 127.0.0.1, '', 127.0.0.1, OK", "false, localhost, NULL, localhost, OK", "false, '[::1]', '', ::1, OK",
            "false, 192.0.2.9, '', 192.0.2.1, WARNING", "true, 192.0.2.9, NULL, 192.0.2.1, WARNING",
            "true, 192.0.2.9, TLSv1.1, 192.0.2.1, WARNING", "true, 192.0.2.9, ON, 192.0.2.1, WARNING",
            // with a proxy between driver and server
            "false, 192.0.2.9, '', localhost, WARNING", "false, 127.0.0.1, '', 192.0.2.1, WARNING",
            "false, 192.0.2.9, TLSv1.3, 192.0.2.2, WARNING",
            "false, 127.0.0.1, '', NULL, WARNING", "false, 127.0.0.1, '', '', WARNING" })
    void onlySecureConnectionsAreOk(boolean driverEncrypts, String server, String protocol, String client, Status status) {
        assertEquals(status, EncryptionCheck.judge(driverEncrypts, List.of(server), protocol, client).status());
    }
}
