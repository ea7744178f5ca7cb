package org.dbusp1.output.server;

/** Chooses the ports for servers whose port is not configured. */
public interface PortChoice {
    /** Returns the ports that a server may listen on, the best first. @param first the first port that it may have */
    PortRange range(String server, int first);
}
