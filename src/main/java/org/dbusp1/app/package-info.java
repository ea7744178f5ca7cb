/**
 * The program: what can be configured, what wires a driver, what can be examined of one, the commands. It holds no rule about meters or
 * about Venus OS.
 */
@NullMarked
package org.dbusp1.app;

import org.jspecify.annotations.NullMarked;
