/**
 * The ports of servers: addresses, allowed clients, the most clients at once, and their time limits. One event loop of
 * Netty serves all ports; protocols are handlers on it.
 */
package org.dbusp1.server;
