package org.dbusp1.output.tcp;

import java.net.InetAddress;
import java.util.List;
import org.dbusp1.output.Network;
import org.dbusp1.output.PortChoice;

/**
 * What the owner wants of the raw port.
 *
 * @param bind    address to listen on
 * @param port    to listen on
 * @param allow   networks that may connect; empty: all. This machine always may
 * @param clients at once
 * @param addCrc  whether telegrams of old meters, which have no checksum, get one
 */
public record TcpSettings(InetAddress bind, PortChoice port, List<Network> allow, int clients, boolean addCrc) {
    public TcpSettings {
        allow = List.copyOf(allow);
    }
}
