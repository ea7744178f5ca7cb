/**
 * The ports of servers: addresses, allowed clients, the most clients at once, and their time limits. One event loop of
 * Netty serves all ports; protocols are handlers on it.
 */
@NullMarked
package org.dbusp1.output.server;

import org.jspecify.annotations.NullMarked;
