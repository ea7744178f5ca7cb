/**
 * Everything that knows Victron: the D-Bus, what Venus OS stores and reports, ESS and what the driver does for it, the services of the
 * meter. An output that is of use without a GX device is in {@code output}.
 */
@NullMarked
package org.dbusp1.gx;

import org.jspecify.annotations.NullMarked;
