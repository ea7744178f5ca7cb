/**
 * Decides which values of a meter's messages may be published, and until when. Begin at the tables above {@link Guard} and {@code Belief}.
 * {@code driver.MeterPipeline} calls under its lock: the reader's thread with each message, rejected frame and lost line; the ticker asks
 * whether values still hold. {@code app.check} asks about the values of one message. {@link CounterCheck} and {@link TotalCheck} withhold
 * nothing: what they find is told.
 *
 * <p>In, of {@code meter}: a {@code Reading} and its {@code Dialect} ({@code sendsPartialLists}: each message holds only some of the
 * values; {@code slowestInterval}: a longer one has to be proved; {@code certainEnergyUnit}: if not, Wh or 10 Wh); its {@code Message}
 * ({@code repaired}: proved only after a repair; {@code hasNoChecksum}: at most parity protected it; {@code hasAssumedScales}: no number
 * has a scale); {@code MeterKey} (null: nothing is published yet); {@code Origin} (on a NETWORK messages may be late; in a CHECKED_LOG they
 * may repeat); {@code RejectCause.isIntact} (the line is sound). {@code CounterRule.mayFollow}: a counter does not fall, nor rise by more
 * than a house uses. {@code Sum.isMadeOfParts}: a total that equals its parts is withheld with one of them.
 *
 * <p>Out: an {@link Outcome}. A value that {@code Published} withholds is absent in each output but those that have the message as it was
 * sent: CSV files, data.json, raw ports and logs. {@code NumberedDevice.GONE}: an older counter of a device is left out.
 */
@NullMarked
package org.dbusp1.metering.guard;

import org.jspecify.annotations.NullMarked;
