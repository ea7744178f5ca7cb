/**
 * ESS's use of the meter, the inverters' powers, and the order of their phases. Rules are pure: values and a time in, values out.
 */
@NullMarked
package org.dbusp1.gx.ess;

import org.jspecify.annotations.NullMarked;
