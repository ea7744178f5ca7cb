/** Multicast DNS with the library jmDNS, whose memory other hosts of the network could fill. */
@NullMarked
package org.dbusp1.base.mdns;

import org.jspecify.annotations.NullMarked;
