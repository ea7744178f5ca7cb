/**
 * Decides which values of good messages may be published: plausibility, age of each value, freshness of the meter, and
 * the demand window. It neither decodes nor publishes.
 */
package org.dbusp1.guard;
