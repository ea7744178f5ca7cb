/**
 * The ledger of energy: the counters of a meter at the borders of quarter hours, and the one rule for their use between
 * two readings. It uses neither outputs nor disks.
 */
@NullMarked
package org.dbusp1.energy;

import org.jspecify.annotations.NullMarked;
