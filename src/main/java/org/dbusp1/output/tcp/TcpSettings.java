package org.dbusp1.output.tcp;

import org.dbusp1.server.ListenAddress;

/**
 * What the owner wants of the raw port.
 *
 * @param place   where it listens, and for whom
 * @param clients at once
 */
public record TcpSettings(ListenAddress place, int clients) {
}
