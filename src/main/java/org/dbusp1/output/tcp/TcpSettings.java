package org.dbusp1.output.tcp;

import org.dbusp1.output.PortListener.Place;

/**
 * What the owner wants of the raw port.
 *
 * @param place   where it listens, and for whom
 * @param clients at once
 */
public record TcpSettings(Place place, int clients) {
}
