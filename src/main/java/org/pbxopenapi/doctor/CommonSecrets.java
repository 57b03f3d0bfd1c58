package org.pbxopenapi.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.pbxopenapi.database.Sha256;

/** Passwords and keys that attackers try first: defaults of PBXs and databases, and those in documentation. */
final class CommonSecrets {

    private static final Set<String> PASSWORDS = Set.of("root", "admin", "administrator", "password", "passw0rd", "pass",
            "changeme", "change-me", "change_me", "secret", "default", "test", "example", "letmein", "qwerty", "1234", "12345",
            "123456", "12345678", "123456789", "1234567890", "mysql", "mariadb", "maria", "pbx", "asterisk", "asteriskuser",
            "freepbx", "amp109", "amp111", "elastix", "elastix.2oo7", "elastix.asteriskuser.2oo7", "issabel", "mirtapbx",
            "mirta", "a-password", "an-owner-password", "a-reader-password", "a-long-random-password", "pbx-openapi",
            "openapi");

    private static final List<String> KEYS = List.of("demo-global-full", "demo-global-read-only", "demo-acme-full",
            "demo-acme-read-only", "a-long-random-secret", "APIKEY", "apikey", "READONLYAPIKEY", "readonlyapikey", "api_key",
            "api-key", "API_KEY", "key", "your-api-key", "YOUR_API_KEY", "YOURAPIKEY", "TENANTCODE", "changeme", "change-me",
            "secret", "password", "passw0rd", "pass", "default", "test", "test123", "testkey", "demo", "example", "admin",
            "root", "letmein", "qwerty", "1234", "12345", "123456", "12345678", "123456789", "1234567890", "0", "1", "abc123",
            "pbx", "asterisk", "mirtapbx", "openapi", "xxx", "null", "none");

    private CommonSecrets() {
    }

    static boolean isPassword(String password) {
        return PASSWORDS.contains(password.toLowerCase(Locale.ROOT));
    }

    /** The keys' hashes as a list of SQL literals. */
    static String keyHashes() {
        return KEYS.stream().map(key -> "x'" + HexFormat.of().formatHex(Sha256.of(key.getBytes(UTF_8))) + "'")
                .collect(Collectors.joining(", "));
    }
}
