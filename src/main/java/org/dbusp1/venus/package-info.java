/** What Victron's programs agree on, as their client: localsettings, values of other services. */
package org.dbusp1.venus;
