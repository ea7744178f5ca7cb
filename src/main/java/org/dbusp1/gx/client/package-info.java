/** Venus OS's conventions on the D-Bus, for a client: localsettings, values of other services. */
@NullMarked
package org.dbusp1.gx.client;

import org.jspecify.annotations.NullMarked;
