/**
 * The D-Bus itself, independent of Venus OS: the bus's address, one event loop for all connections, and messages.
 * Dbus-java decodes messages and encodes calls; its connections are not used, because their threads, proxies and
 * reflection cost a small device too much memory and time.
 */
@NullMarked
package org.dbusp1.gx.dbus;

import org.jspecify.annotations.NullMarked;
