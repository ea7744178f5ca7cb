/**
 * The D-Bus itself, independent of Venus OS: the address of a bus, one event loop for all connections to it, and
 * messages. Dbus-java decodes messages and encodes calls; its connections are not used, because their threads, proxies
 * and reflection would cost a small device megabytes and a good part of the start.
 */
package org.dbusp1.dbus;
