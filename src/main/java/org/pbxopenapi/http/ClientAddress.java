package org.pbxopenapi.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.common.net.CidrAddress;
import io.smallrye.common.net.Inet;
import io.vertx.core.http.HttpServerRequest;

/**
 * Client address resolver: returns the address of the connection or, behind trusted proxies, the last address in
 * {@code X-Forwarded-For} that is not a trusted proxy. An unreadable entry ends the search.
 * <p>
 * Quarkus' proxy support ({@code quarkus.http.proxy}) takes the first address, which a client can forge.
 */
@Singleton
class ClientAddress {

    private final List<CidrAddress> proxies;

    ClientAddress(HttpConfig.Client config) {
        this.proxies = config.trustedProxies().orElse(List.of()).stream().map(ClientAddress::network).toList();
    }

    private static CidrAddress network(String text) {
        CidrAddress network = Inet.parseCidrAddress(text);
        if (network != null) {
            return network;
        }
        InetAddress address = Inet.parseInetAddress(text);
        if (address == null) {
            throw new IllegalArgumentException(
                    "PBX_CLIENT_TRUSTED_PROXIES contains neither an address nor a network: " + text);
        }
        return CidrAddress.create(address, address.getAddress().length * 8);
    }

    String of(HttpServerRequest request) {
        String address = request.connection().remoteAddress().hostAddress();
        if (proxies.isEmpty()) {
            return address;
        }
        String[] forwarded = String.join(",", request.headers().getAll("X-Forwarded-For")).split(",");
        InetAddress client = Inet.parseInetAddress(address);
        for (int i = forwarded.length - 1; i >= 0 && isProxy(client); i--) {
            InetAddress previous = Inet.parseInetAddress(withoutPort(forwarded[i].strip()));
            if (previous == null) {
                break;
            }
            client = previous;
        }
        return text(client);
    }

    /** Without a scope id. An IPv4-mapped IPv6 address becomes IPv4. */
    private static String text(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // thrown only for an invalid length
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
