package org.dbusp1.output.feedback;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EventType;
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
    /** Written by the output on the D-Bus. */
    private volatile EssStatus ess = EssStatus.UNKNOWN;
    /** Written by the output on the D-Bus; null while there is no peak limiter, and in another role than grid. */
    private volatile @Nullable LimiterStatus limiter;
    /** Written by the output on the D-Bus; true if it gave lost settings back to the GX device in this run. */
    private volatile boolean settingsRestored;
    /** Written by the history, once in a run, some minutes after the start; null before, and without a history. */
    private volatile @Nullable RecordedMonths recordedMonths;
    /** Written by the history: the new name of a damaged database; null if no database was damaged. */
    private volatile @Nullable DamagedHistory damagedHistory;
    /** Written by the monitor of events: the last event of each kind since the start, and those that began before it and go on. */
    private final Map<EventType, Event> events = new EnumMap<>(EventType.class);

    /** This field and the next are written once, by the code that makes the outputs. */
    private volatile Supplier<List<Health>> outputHealth = List::of;
    private volatile List<String> outputNames = List.of();
    /** Written once, by the code that makes the outputs, before they start; true if the output on the D-Bus is enabled. */
    private volatile boolean onBus = true;

    private record RecordedMonths(MeterKey meter, MonthFigures figures) {
    }

    public DriverState(OwnerChoices choices) {
        this.choices = choices;
    }

    public OwnerChoices choices() {
        return choices;
    }

    /** Returns the status of ESS; UNKNOWN while the meter was never on a D-Bus. */
    public EssStatus ess() {
        return ess;
    }

    /** True if the output on the D-Bus is enabled, connected or not, so that ESS may use the meter; the same for the whole run. */
    public boolean isOnBus() {
        return onBus;
    }

    public void onBus(boolean onBus) {
        this.onBus = onBus;
    }

    public void ess(EssStatus present) {
        ess = present;
    }

    /** Returns the status of the peak limiter; empty without a limiter. */
    public Optional<LimiterStatus> limiter() {
        return Optional.ofNullable(limiter);
    }

    public void limiter(@Nullable LimiterStatus present) {
        limiter = present;
    }

    public boolean isSettingsRestored() {
        return settingsRestored;
    }

    public void settingsRestored() {
        settingsRestored = true;
    }

    /** Sets the months of a meter in the history; they do not change any more. */
    public void monthFigures(MeterKey meter, MonthFigures figures) {
        recordedMonths = new RecordedMonths(meter, figures);
    }

    /**
     * A damaged history that was set aside.
     *
     * @param file    its new name
     * @param removed the files of this or earlier damages that were deleted, separated by commas; empty if all were kept
     */
    public record DamagedHistory(String file, String removed) {
    }

    public void damagedHistory(DamagedHistory damaged) {
        damagedHistory = damaged;
    }

    /** Returns the damaged history that was set aside; empty if none was damaged. */
    public Optional<DamagedHistory> damagedHistory() {
        return Optional.ofNullable(damagedHistory);
    }

    /** Returns the inputs for the demand of a meter besides its telegrams. */
    public DemandTracker.DemandInputs demand(MeterKey meter) {
        return new DemandTracker.DemandInputs(choices.limit(meter),
                limiter().map(status -> status.state() == Condition.LIMITER_LIMITING || status.state() == Condition.LIMITER_NOT_ENOUGH)
                        .orElse(null),
                Optional.ofNullable(recordedMonths).filter(recorded -> recorded.meter().equals(meter)).map(RecordedMonths::figures)
                        .orElse(null));
    }

    /**
     * @param names  of all outputs besides the D-Bus, also of those that are off
     * @param health gives the health of the outputs that are on
     */
    public void outputs(List<String> names, Supplier<List<Health>> health) {
        outputNames = List.copyOf(names);
        outputHealth = health;
    }

    /** Returns the names of all outputs besides the D-Bus, also of those that are off, in the order of the manual. */
    public List<String> outputNames() {
        return outputNames;
    }

    /** Returns the health of the outputs besides the D-Bus, in the order of their start. */
    public List<Health> outputHealth() {
        return outputHealth.get();
    }

    public synchronized void event(Event event) {
        events.put(event.type(), event);
    }

    /** Returns the last event of each kind, the newest first; also one that began before the start and goes on. */
    public synchronized List<Event> events() {
        return events.values().stream().sorted(Comparator.comparing(Event::time).reversed()).toList();
    }
}
