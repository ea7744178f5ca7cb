package org.dbusp1.server;

/** Chooses the ports of servers without a configured port. */
public interface PortChoice {
    /**
     * Returns the ports that a server may listen on, the best first.
     *
     * @param server name of the kind of server
     * @param first  the first of the ports that it may have
     */
    PortRange range(String server, int first);
}
