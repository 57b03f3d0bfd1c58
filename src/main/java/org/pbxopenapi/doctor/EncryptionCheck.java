package org.pbxopenapi.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.SslMode;
import org.pbxopenapi.database.Finding;

/** Checks at both ends that the database connection is encrypted, because there may be a proxy between them. */
final class EncryptionCheck {

    private static final Set<String> SAFE = Set.of("TLSv1.2", "TLSv1.3");
    private static final String FIX = "append ?sslMode=verify-full&serverSslCert=/path/to/ca.pem to"
            + " QUARKUS_DATASOURCE_JDBC_URL.";

    private EncryptionCheck() {
    }

    static Finding run(SqlQueries sql) throws SQLException {
        Configuration driver = Configuration.parse(sql.connection().getMetaData().getURL());
        return judge(driver != null && driver.addresses().stream().allMatch(address -> encrypts(address, driver.sslMode())),
                driver == null ? List.of() : driver.addresses().stream().map(address -> String.valueOf(address.host)).toList(),
                sql.one("select variable_value from information_schema.session_status where variable_name = 'SSL_VERSION'"),
                sql.one("select substring_index(user(), '@', -1)"));
    }

    private static boolean encrypts(HostAddress address, SslMode defaultMode) {
        return (address.sslMode == null ? defaultMode : address.sslMode) != SslMode.DISABLE;
    }

    /**
     * @param driverEncrypts whether the driver uses TLS
     * @param servers the hosts that the driver connects to
     * @param protocol the TLS version according to the server; empty: no TLS; null: unknown
     * @param client the client's host according to the server; null: unknown
     */
    static Finding judge(boolean driverEncrypts, List<String> servers, String protocol, String client) {
        boolean encrypted = protocol != null && !protocol.isEmpty();
        if (isLocal(String.valueOf(client)) && !servers.isEmpty() && servers.stream().allMatch(EncryptionCheck::isLocal)) {
            return Finding.ok("encryption", encrypted ? "the connection is encrypted by " + protocol + "."
                    : "the connection is not encrypted, but does not leave this machine.");
        }
        if (!encrypted) {
            return Finding.warning("encryption",
                    protocol == null ? "the server does not report whether the connection is encrypted."
                            : "the connection is not encrypted.",
                    FIX);
        }
        if (!driverEncrypts) {
            return Finding.warning("encryption",
                    "this program does not encrypt the connection; a proxy between it and the server does.",
                    FIX);
        }
        return SAFE.contains(protocol) ? Finding.ok("encryption", "the connection is encrypted by " + protocol + ".")
                : Finding.warning("encryption",
                        "the connection is encrypted by " + protocol + ", which is not known to be secure.",
                        "enable TLS 1.2 or 1.3 on the server (tls_version).");
    }

    private static boolean isLocal(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
