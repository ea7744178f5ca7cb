/**
 * Records minutes, quarter hours, hours, days, gas, water, heat, peaks and events in SQLite, MariaDB, MySQL or PostgreSQL, and reads them
 * for charts ({@code output.http}) and exports. Begin at {@link HistoryOutput} (when), {@code MinuteAggregator} (what a minute is),
 * {@code HistoryWriter} (what is made of it), {@link Schema} (the tables), {@link HistoryReader} and {@code HistoryQuery} (what is read).
 *
 * <p>In: a {@code QueuedOutput} calls {@link HistoryOutput} on one thread, which waits for the database. Of each {@code Snapshot} those
 * values count that its {@code reading()} sent, without {@code published().withheld()}: others may be of an earlier message.
 * {@code Arrival.rowTime}: the time of rows; null if no clock is right, and then the snapshot is not recorded.
 * {@code EnergyUse.finishedQuarters}: each snapshot repeats the last ones; one with a higher {@code reportNumber} is new, or more is known
 * of it. A rise of {@code meterIndex} is a replaced meter. {@code Event}s have the machine's time.
 *
 * <p>Out: rows; writing the same minutes again changes nothing. Other threads ask {@link HistoryReader}, an {@code output.Archive}, in
 * turn, over a read-only connection. {@code DriverState.monthFigures}: once, the months that are recorded. A {@code Fault} is what is
 * wrong, and the log has it once until {@code end}. {@code NextAttempt} is due at first. {@code Backoff.failed(true)}: only the owner can
 * end it.
 */
@NullMarked
package org.dbusp1.output.history;

import org.jspecify.annotations.NullMarked;
