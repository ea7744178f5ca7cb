package org.dbusp1.metering;

import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the powers of the phases are shown. ESS regulates by the sum of the phases and does not read the total, so the sum
 * has to be near the total; otherwise the total is shown in place of the phases, on L1. The phases are withdrawn at once, and return
 * after half a minute in which they agreed with the total, so that ESS does not alternate between one phase and three.
 */
final class PhaseSumCheck {
    /**
     * Allowed difference for phases and total of one message: meters sample them one after another. An Iskra 2M550T printed 54, -842
     * and 631 W under -98 W.
     */
    private static final long SAMPLED_MILLIWATTS = 60_000;
    private static final int SAMPLED_DIVISOR = 10;
    private static final long MOST_SAMPLED_MILLIWATTS = 500_000;
    /** For phases of an earlier message than the total: ESS would regulate wrongly a load that was switched in between. */
    private static final long EARLIER_MILLIWATTS = 10_000;
    private static final int EARLIER_DIVISOR = 50;
    private static final long RETURN_NANOS = 30_000_000_000L;

    private static final List<Quantity> NET_AND_PHASES =
            Stream.concat(Stream.of(Quantity.POWER_NET), Phase.ALL.stream().map(Phase::power)).toList();
    private static final List<Quantity> POWERS =
            Stream.concat(NET_AND_PHASES.stream(), Stream.of(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)).toList();

    private boolean oneMessage;
    /** True once a phase had a power: phases that were never there need no half minute before they are shown. */
    private boolean everPresent;
    private boolean everFlowed;
    private boolean withdrawn;
    /** The time since which withdrawn phases have agreed with the total; null while they disagree. */
    private @Nullable Long agreeNanos;
    private boolean shown;

    /**
     * @param sent  all values of the message
     * @param total in milliwatts; null while the total is unknown, so that no phases can be compared with it
     * @param nanos the monotonic time of the message
     */
    void accept(Values valid, Values sent, @Nullable Long total, long nanos) {
        if (POWERS.stream().anyMatch(sent::has)) {
            oneMessage = NET_AND_PHASES.stream().allMatch(power -> sent.has(power) || !valid.has(power));
        }
        boolean present = false;
        long sum = 0;
        long gross = 0;
        for (Phase phase : Phase.ALL) {
            if (valid.has(phase.power())) {
                present = true;
                sum += valid.scaled(phase.power());
                gross += Math.abs(valid.scaled(phase.power()));
            }
        }
        everFlowed |= gross > 0;
        if (total == null) {
            shown = false;
            agreeNanos = null;
            return;
        }
        everPresent |= present;
        boolean agrees = present && Math.abs(sum - total)
                <= (oneMessage ? allowedInOneMessage(gross) : allowedForEarlier(Math.max(Math.abs(total), gross)));
        if (!agrees) {
            withdrawn = everPresent;
            agreeNanos = null;
        } else if (withdrawn) {
            returning(gross, nanos);
        }
        // Some meters print phases of 0 W at any power, as Belgian meters by Landis+Gyr on a 3x230 V grid.
        shown = agrees && !withdrawn && (everFlowed || total == 0);
    }

    /** Lets withdrawn phases return after half a minute in which they agreed. */
    private void returning(long gross, long nanos) {
        // Under a small total phases of 0 W agree with it, but prove nothing.
        if (gross == 0) {
            agreeNanos = null;
        } else if (agreeNanos == null) {
            agreeNanos = nanos;
        } else {
            withdrawn = nanos - agreeNanos < RETURN_NANOS;
        }
    }

    private static long allowedInOneMessage(long gross) {
        return Math.max(SAMPLED_MILLIWATTS, Math.min(gross / SAMPLED_DIVISOR, MOST_SAMPLED_MILLIWATTS));
    }

    private static long allowedForEarlier(long amount) {
        return EARLIER_MILLIWATTS + amount / EARLIER_DIVISOR;
    }

    /** Called after a silence: the messages before a silence prove nothing about those that follow. */
    void lineLost() {
        agreeNanos = null;
    }

    boolean shown() {
        return shown;
    }

    boolean everFlowed() {
        return everFlowed;
    }
}
