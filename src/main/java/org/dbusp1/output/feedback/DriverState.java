package org.dbusp1.output.feedback;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.MonthFigures;
import org.jspecify.annotations.Nullable;

/**
 * The state that flows back between the parts of the driver, against the direction of the telegrams. The comment of each field names
 * its one writer. Any thread may call, and no call waits.
 */
public class DriverState {
    /** Written by the output on the D-Bus: the owner chooses on the screen of the GX device. */
    private final OwnerChoices choices;
    private final Board board;
    /** Written by the history, once in a run, some minutes after the start; null before, and without a history. */
    private volatile @Nullable RecordedMonths recordedMonths;

    /** Written once, by the code that makes the outputs. */
    private volatile Supplier<List<Health>> outputHealth = List::of;
    /** Written once, by the code that makes the outputs, before they start; true if the output on the D-Bus is enabled. */
    private volatile boolean onBus = true;

    private record RecordedMonths(MeterKey meter, MonthFigures figures) {
    }

    public DriverState(OwnerChoices choices) {
        this(choices, new Board());
    }

    public DriverState(OwnerChoices choices, Board board) {
        this.choices = choices;
        this.board = board;
    }

    public OwnerChoices choices() {
        return choices;
    }

    public Board board() {
        return board;
    }

    /** True if the output on the D-Bus is enabled, connected or not, so that ESS may use the meter; the same for the whole run. */
    public boolean isOnBus() {
        return onBus;
    }

    public void onBus(boolean onBus) {
        this.onBus = onBus;
    }

    /** Sets the months of a meter in the history; they do not change any more. */
    public void monthFigures(MeterKey meter, MonthFigures figures) {
        recordedMonths = new RecordedMonths(meter, figures);
    }

    /** Returns the inputs for the demand of a meter besides its telegrams. */
    public DemandTracker.DemandInputs demand(MeterKey meter) {
        return new DemandTracker.DemandInputs(choices.limit(meter),
                board.of(Subject.LIMITER).map(Finding::condition)
                        .map(state -> state == Condition.LIMITER_LIMITING || state == Condition.LIMITER_NOT_ENOUGH).orElse(null),
                Optional.ofNullable(recordedMonths).filter(recorded -> recorded.meter().equals(meter)).map(RecordedMonths::figures)
                        .orElse(null));
    }

    public void outputs(Supplier<List<Health>> health) {
        outputHealth = health;
    }

    /** Returns the health of the outputs besides the D-Bus, in the order of their start. */
    public List<Health> outputHealth() {
        return outputHealth.get();
    }
}
