/**
 * Publishes the meter on the D-Bus of Venus OS: services, paths, settings, and what the owner chooses or starts on the screen. Before, the
 * package {@code metering.guard} withholds implausible values.
 */
@NullMarked
package org.dbusp1.gx.service;

import org.jspecify.annotations.NullMarked;
