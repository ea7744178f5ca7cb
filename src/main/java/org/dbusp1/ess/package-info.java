/** What ESS does with a meter, and what the inverters do. Rules are pure: values and a time in, values out. */
package org.dbusp1.ess;
