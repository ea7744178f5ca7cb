/**
 * Venus OS's conventions for a client: localsettings on the D-Bus and in its file, values of other services.
 */
@NullMarked
package org.dbusp1.gx.client;

import org.jspecify.annotations.NullMarked;
