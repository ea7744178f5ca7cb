/**
 * The ledger of energy: the counters of a meter at the boundaries of quarter hours, and the one rule for the energy between
 * two readings. This package uses neither outputs nor disks.
 */
@NullMarked
package org.dbusp1.metering.energy;

import org.jspecify.annotations.NullMarked;
