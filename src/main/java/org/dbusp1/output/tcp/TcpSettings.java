package org.dbusp1.output.tcp;

import org.dbusp1.output.PortListener.Place;

/**
 * What the owner wants of the raw port.
 *
 * @param place   where it listens, and for whom
 * @param clients at once
 * @param addCrc  whether telegrams of old meters, which have no checksum, get one
 */
public record TcpSettings(Place place, int clients, boolean addCrc) {
}
