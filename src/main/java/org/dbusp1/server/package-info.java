/**
 * Listening: where, who may connect, how many at once, and how long a client may take. One event loop of Netty serves
 * all ports; protocols are handlers on it.
 */
package org.dbusp1.server;
