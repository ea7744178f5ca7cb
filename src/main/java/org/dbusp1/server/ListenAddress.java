package org.dbusp1.server;

import java.net.InetAddress;
import java.util.List;

/**
 * The address of a server, and the clients that it serves.
 *
 * @param bind  the address to listen on
 * @param port  the port to listen on
 * @param allow networks that may connect; empty: all. This machine always may
 */
public record ListenAddress(InetAddress bind, PortRange port, List<Network> allow) {
    public ListenAddress {
        allow = List.copyOf(allow);
    }
}
