/**
 * The ledger of energy: the counters of a meter at the boundaries of quarter hours and around gaps, and what they moved in between.
 * This package uses neither outputs nor disks: its lines go to a {@link
 * org.dbusp1.metering.energy.Ledger.LedgerStore}.
 */
@NullMarked
package org.dbusp1.metering.energy;

import org.jspecify.annotations.NullMarked;
