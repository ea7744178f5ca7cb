/**
 * Decides which values of a meter's messages may be published, and until when. Begin at {@link Guard} and {@link Belief}. The chain of a
 * meter, {@code driver.MeterPipeline}, calls the guard for each message, each rejected frame and a lost line, and asks it again and again
 * whether values still hold; {@code app.check} asks about the values of one message. The chain asks {@link CounterCheck} and
 * {@link TotalCheck} too: what they find is told, and withholds nothing. Messages, quantities and dialects come from {@code meter}.
 *
 * <p>A withheld value is absent in each output. An imitated meter refuses to answer while {@code GridMeter.awaited} names a part that it
 * has: the power of the house, or a current, of HomeWizard's API also a counter, of an EM24 a voltage or frequency. Tests of ContinuityRule and of ranges
 * are in ValueRulesTest, of OneMeterRule in GuardTest, of ClockRule and KamstrupUnitRule in SequenceFaultsTest.scenario.
 */
@NullMarked
package org.dbusp1.metering.guard;

import org.jspecify.annotations.NullMarked;
