/** The peak limiter: the rule, and the one value that it sets. */
package org.dbusp1.ess.limit;
