/**
 * The peak limiter: below a reserve of charge ESS takes no more from the battery than a demand window needs, and so keeps it for peaks.
 * Begin at {@link PeakLimiter} (when); {@link LimiterRule} decides how many watts, without a clock or the bus; {@code LimitOverride} writes
 * them, and yields to other programs. {@code gx.service.EssCoordinator} calls, on the event loop of the bus.
 *
 * <p>In: of each telegram {@code ImportLimit} ({@code allowedWatts}: the mean import until the window ends; null: no limit), and the values
 * that are valid; the verdict on ESS, of which {@code EssUse} counts: by REGULATES a limit is asked, by UNKNOWN one only goes on, by the
 * others it is given back. {@code InverterPower}: watts from the battery, below 0 while charging. {@code BusImage} asks the rows of
 * {@code Use.LIMIT} in {@code BusTable}; the answers are {@code LimiterFacts}. What was asked eight seconds ago is not used.
 * {@code OwnerChoices}: whether the owner has switched the limiter on. {@code WrittenMark}: a file that tells the next run of a limit that
 * a killed run has left. Without a value that is needed no limit is asked.
 *
 * <p>Out: {@code LimiterFacts.OVERRIDE} of hub4control, in W of the DC side, -1 for no limit; ESS drops it if it is not written again for
 * minutes. {@code status()}: a {@code Finding} for the screen, the page and events; its figures are what is asked, given, and another's.
 */
@NullMarked
package org.dbusp1.gx.ess.limit;

import org.jspecify.annotations.NullMarked;
