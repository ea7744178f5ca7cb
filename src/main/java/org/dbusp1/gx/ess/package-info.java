/**
 * ESS's use of the meter, the inverters' powers, and the order of their phases. {@code gx.service.EssCoordinator} calls: it says how often
 * powers are read, and gives each telegram to {@link EssMonitor}, then to the limiter and the follower. Begin at the table above
 * {@link EssMonitor}. A value's way is a row of {@link BusTable}, the answer in {@link BusImage}, what reads it ({@link EssMonitor},
 * {@link LimiterFacts}, {@link InverterValues}), and a rule, which is pure: values and a time in, a {@code base.problem.Condition} out.
 * The bus is {@code gx.client}'s; {@code output.feedback} has the owner's switches, {@code metering} the import that a window allows.
 *
 * <p>A value that is absent proves nothing: the limiter and the follower then end, and nothing on the bus is withheld. The sequences of
 * EssMonitor, PeakLimiter and BusImage, and the test of InverterValues, need a bus with the driver on it, and are in {@code gx.service}.
 */
@NullMarked
package org.dbusp1.gx.ess;

import org.jspecify.annotations.NullMarked;
