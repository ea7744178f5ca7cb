/** ESS's use of the meter, and the inverters' powers. Rules are pure: values and a time in, values out. */
@NullMarked
package org.dbusp1.gx.ess;

import org.jspecify.annotations.NullMarked;
