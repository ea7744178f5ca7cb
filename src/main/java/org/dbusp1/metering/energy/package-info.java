/**
 * The ledger of energy: the counters of a meter at the boundaries of quarter hours and around gaps, and what they moved in between. Begin
 * at {@link Ledger}, then the tables above {@code Account} (a counter), {@code QuarterHours} and {@code PowerEnergy} (hourly counters).
 *
 * <p>In: {@link Ledger#accept} of each message that is published, which {@code driver.MeterPipeline} calls on the reader's thread. A
 * counter of energy counts if this {@code Reading} sent it and {@code Published} has it: valid values may be of an earlier list.
 * {@code retracted}: counters whose last value was wrong; what it counted is taken back. {@code series}: between two series of a counter
 * there is no energy; of volumes, and after lines of an earlier run, {@code CounterRule.mayFollow} says so. {@code Arrival.rowTime}: by the
 * meter's clock, or by the source's if that is wrong; null if none is right, and then nothing counts; {@code nanos}: monotonic.
 * {@code LedgerStore} ({@code driver.LedgerFiles}) gives the lines of earlier runs, on any thread; until then nothing is known.
 * {@code metering.demand.DemandTracker} makes the ledger and asks it.
 *
 * <p>Out: {@code EnergyUse}, absent where unknown; a quarter hour of which more becomes known is in it again. New lines to the
 * {@code LedgerStore}: this package uses neither outputs nor disks. Import windows measured from start to end to a {@code WindowReceiver}.
 * Within the package energies are in 0.1 mWh, volumes in litres.
 */
@NullMarked
package org.dbusp1.metering.energy;

import org.jspecify.annotations.NullMarked;
