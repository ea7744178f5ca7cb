/**
 * Decides which values of a meter's messages may be published, and until when. Begin at the tables above {@link Guard} and {@code Belief}.
 * {@code driver.MeterPipeline} calls under its lock: the reader's thread with each message, rejected frame and lost line; the ticker asks
 * whether values still hold. {@code app.check} asks about one message. {@link CounterCheck} withholds nothing.
 *
 * <p>In: a {@code Reading}, with a net power where {@code NetPower} gives one, if need be of the import ({@code netOrigin}: of what);
 * {@code scaled}: in 0.1 mWh, mW. {@code sendsPartialLists}: a message holds only some values; {@code slowestInterval}: a longer one has to
 * be proved, and of live partial lists any above {@code interval}; {@code certainEnergyUnit}: if not, Wh or 10 Wh; {@code repaired}: a
 * repair made the checksum right; {@code hasAssumedScales}: no number has a scale; {@code Origin}: on a NETWORK messages may be late, in a
 * CHECKED_LOG they may repeat; {@code isIntact}: the line is sound. {@code CounterRule}: a counter does not fall, nor rise by more than 1
 * (METER) or 1,000 (DEVICE) kWh, m3 or GJ, and 1,000 an hour. {@code Agreement}: a table of how far totals and phases may differ.
 * {@code recall}: of an earlier run; empty if damaged. {@code logHourly}: each text once an hour, eight texts at most.
 *
 * <p>Out: an {@link Outcome}; of the line, {@code fresh}, counts and doubts. What {@code Published} withholds is absent in each output but
 * those that have messages as sent. {@code NumberedDevice.GONE}: an older counter of a device is left out.
 */
@NullMarked
package org.dbusp1.metering.guard;

import org.jspecify.annotations.NullMarked;
