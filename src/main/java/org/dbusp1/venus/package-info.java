/** Venus OS's conventions on the D-Bus, for a client: localsettings, values of other services. */
package org.dbusp1.venus;
