/**
 * The peak limiter: below a reserve of charge ESS takes no more from the battery than a demand window needs, and so keeps it for peaks.
 * Begin at {@link PeakLimiter} (when); {@link LimiterRule} decides how many watts; {@code LimitOverride} writes them, and knows whether
 * another program has written. {@code gx.service.EssCoordinator} calls, on the event loop of the bus.
 *
 * <p>In: {@code ImportLimit.allowedWatts} (the mean import until the window ends; null: no limit), and the import. The verdict on ESS:
 * by {@code EssUse.REGULATES} a limit is asked, by UNKNOWN one only goes on. {@code InverterPower.batteryPower}: AC outputs less AC inputs.
 * {@code LimiterFacts}, the answers to {@code Use.LIMIT} in {@code BusTable}: {@code leastLimit} (the solar power of the DC side, more if
 * the battery takes no current), {@code ownersLimit} (of discharge; {@code nothingToLimit}: it is 0, or only critical loads are supplied),
 * {@code isBatteryControlled} (by DESS, a schedule, load shedding or a forced charge), {@code foreignSetpoint} (another program's for the
 * grid, above the owner's). Without the import, or by answers that were asked eight seconds ago or have not come, no limit is asked.
 *
 * <p>Out: {@code LimiterFacts.OVERRIDE} of hub4control, Victron's program that runs ESS, in W of the DC side, -1 for no limit; dropped if
 * not written again for minutes. {@code status()}: a {@code Finding}, perhaps {@code because} of another; by ACT the owner has to act.
 */
@NullMarked
package org.dbusp1.gx.ess.limit;

import org.jspecify.annotations.NullMarked;
