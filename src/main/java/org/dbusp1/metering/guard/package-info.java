/**
 * Decides which values of a meter's messages may be published, and until when. Begin at {@link Guard} and {@link Belief}. The chain of a
 * meter, {@code driver.MeterPipeline}, calls the guard for each message, each rejected frame and a lost line, and asks it again and again
 * whether values still hold; {@code app.check} asks about the values of one message. The chain asks {@link CounterCheck} and
 * {@link TotalCheck} too: what they find is told, and withholds nothing. Messages, quantities and dialects come from {@code meter}.
 *
 * <p>A withheld value is absent in each output but those that have the message as it was sent: CSV files, data.json, raw ports and logs.
 * An imitated meter answers only when what the meter sends is whole ({@code GridMeter.awaited}). Tests of ContinuityRule and of ranges are
 * in ValueRulesTest, of OneMeterRule in GuardTest, of ClockRule and KamstrupUnitRule in SequenceFaultsTest.scenario.
 */
@NullMarked
package org.dbusp1.metering.guard;

import org.jspecify.annotations.NullMarked;
