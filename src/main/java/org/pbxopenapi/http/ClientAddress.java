package org.pbxopenapi.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import io.vertx.core.http.HttpServerRequest;

/**
 * The address that a request comes from: that of the connection or, behind proxies that are trusted, the last one that none of
 * them has. Quarkus' own setting for proxies takes the first, which a client can make up.
 */
@Singleton
class ClientAddress {

    private final List<CidrAddress> proxies;

    ClientAddress(HttpConfig.Client config) {
        this.proxies = config.trustedProxies().orElse(List.of()).stream().map(ClientAddress::network).toList();
    }

    private static CidrAddress network(String text) {
        CidrAddress network = Inet.parseCidrAddress(text);
        InetAddress one = network == null ? Inet.parseInetAddress(text) : null;
        if (network == null && one == null) {
            throw new IllegalArgumentException(
                    "PBX_CLIENT_TRUSTED_PROXIES has what is neither an address nor a network: " + text);
        }
        return network == null ? CidrAddress.create(one, one.getAddress().length * 8) : network;
    }

    String of(HttpServerRequest request) {
        String address = request.connection().remoteAddress().hostAddress();
        if (proxies.isEmpty()) {
            return address;
        }
        String[] forwarded = String.join(",", request.headers().getAll("X-Forwarded-For")).split(",");
        InetAddress client = Inet.parseInetAddress(address);
        for (int i = forwarded.length - 1; i >= 0 && isProxy(client); i--) {
            InetAddress before = Inet.parseInetAddress(withoutPort(forwarded[i].strip()));
            if (before == null) {
                break;
            }
            client = before;
        }
        return plain(client);
    }

    /** Without a scope, and IPv4 as such, if it is mapped into IPv6. */
    private static String plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // its length is that of an address
        }
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(network -> network.matches(address));
    }

    private static String withoutPort(String address) {
        if (address.startsWith("[")) {
            return address.substring(1, Math.max(1, address.indexOf(']')));
        }
        int colon = address.indexOf(':');
        return colon >= 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
