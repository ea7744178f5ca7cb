/** The correction of a slow meter between its telegrams by what the inverters do: proof and estimate. */
package org.dbusp1.ess.follow;
