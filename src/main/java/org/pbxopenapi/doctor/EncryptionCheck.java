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

/** Whether what goes over a network is encrypted, as both ends have it: there may be a proxy between them. */
final class EncryptionCheck {

    private static final Set<String> SAFE = Set.of("TLSv1.2", "TLSv1.3");
    private static final String MEND = "append ?sslMode=verify-full&serverSslCert=/path/to/ca.pem to"
            + " QUARKUS_DATASOURCE_JDBC_URL.";

    private EncryptionCheck() {
    }

    static Finding look(SqlQueries ask) throws SQLException {
        Configuration used = Configuration.parse(ask.connection().getMetaData().getURL());
        return judge(used != null && used.addresses().stream().allMatch(address -> encrypts(address, used.sslMode())),
                used == null ? List.of() : used.addresses().stream().map(EncryptionCheck::host).toList(),
                ask.one("select variable_value from information_schema.session_status where variable_name = 'SSL_VERSION'"),
                ask.one("select substring_index(user(), '@', -1)"));
    }

    private static boolean encrypts(HostAddress address, SslMode ofAll) {
        return (address.sslMode == null ? ofAll : address.sslMode) != SslMode.DISABLE;
    }

    private static String host(HostAddress address) {
        return String.valueOf(address.host);
    }

    /**
     * @param asked whether the driver encrypts
     * @param servers the hosts that it connects to
     * @param protocol by which the server says that it does; empty: it does not; null: it does not say
     * @param client the host that the server sees; null: it does not say
     */
    static Finding judge(boolean asked, List<String> servers, String protocol, String client) {
        boolean encrypted = protocol != null && !protocol.isEmpty();
        if (isHere(String.valueOf(client)) && !servers.isEmpty() && servers.stream().allMatch(EncryptionCheck::isHere)) {
            return Finding.ok("encryption", encrypted ? "the connection is encrypted by " + protocol + "."
                    : "the connection is not encrypted, and stays in this machine.");
        }
        if (!encrypted) {
            return Finding.warning("encryption",
                    protocol == null ? "the server does not say whether the connection is encrypted."
                            : "the connection is not encrypted.",
                    MEND);
        }
        if (!asked) {
            return Finding.warning("encryption",
                    "this program does not encrypt the connection; a proxy between it and the server does.",
                    MEND);
        }
        return SAFE.contains(protocol) ? Finding.ok("encryption", "the connection is encrypted by " + protocol + ".")
                : Finding.warning("encryption",
                        "the connection is encrypted by " + protocol + ", which is not known to be safe.",
                        "have the server offer TLS 1.2 or 1.3 (tls_version).");
    }

    private static boolean isHere(String host) {
        try {
            return !host.isEmpty() && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
