/** ESS's use of the meter, and the inverters' powers. Rules are pure: values and a time in, values out. */
package org.dbusp1.ess;
