package org.dbusp1.output;

import java.util.List;
import java.util.Optional;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/** The state from which facts are made, at one moment. */
public interface FactInput {
    /**
     * Returns the present finding of a subject; null for none: without a limiter, where nothing follows the inverters, and for an
     * output besides the D-Bus while nobody knows what ESS does.
     */
    @Nullable Finding finding(Subject subject);

    /** Returns the health of the outputs besides the D-Bus, in the order of their start; none on the D-Bus, which does not show it. */
    default List<Health> outputHealth() {
        return List.of();
    }

    /** The running demand window, which may be watched also without a tariff; empty while none is watched or known. */
    Optional<Demand> demand();

    /** Only values that are valid now. */
    Values values();

    EnergyUse energy();

    /** Empty before the interval of the telegrams is measured. */
    Optional<IntervalGrade> intervalGrade();

    TelegramCounts telegramCounts();

    /** Whether a meter of the grid has shown no export so far, and the owner may need another meter. */
    boolean showsNoExport();

    /** Whether a grid meter shows 0 W in place of a power that the meter has not sent. */
    boolean standsIn();

    /** The causes of rejected telegrams, as {@link TelegramCounts#causes()}. */
    default String causes() {
        return telegramCounts().causes();
    }
}
