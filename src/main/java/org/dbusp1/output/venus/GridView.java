package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dbusp1.ess.PhaseWatts;
import org.dbusp1.ess.PublishedMeter;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.EssStatus.Follow;
import org.dbusp1.feedback.EssStatus.IntervalGrade;
import org.dbusp1.feedback.LimiterStatus;
import org.dbusp1.feedback.OwnerSwitches.Switch;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.EnergyUse;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.output.Fact;
import org.dbusp1.output.PhaseModel;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.DeviceSettings.ScreenChoices;
import org.dbusp1.output.venus.VenusConfig.Role;
import org.dbusp1.process.Health;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as the inverter should see it: its phases, its signs. Import is positive, or production if the meter measures a
 * producer. A phase power is never voltage times current.
 *
 * @param meterState the state of the meter, which has accepted the snapshot
 * @param outputs health of the other outputs
 * @param correction watts to add to the telegram's powers, on the inverter's phases; currents follow
 */
record GridView(Snapshot snapshot, MeterState meterState, Registration registration, VenusConfig settings,
                EssStatus ess, List<Health> outputs, ScreenChoices runtime, PhaseWatts correction) implements Fact.FactInput {
    /** In place of a phase: the sum of the phases. */
    static final int ALL_PHASES = 0;
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long ONE = 1000; // a power factor of 1
    /** A phase with less is not connected to the grid. */
    private static final double LEAST_VOLTS = 100;
    private static final Set<Quantity> POWERS = Set.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);

    GridView of(Snapshot other) {
        return new GridView(other, meterState, registration, settings, ess, outputs, runtime, correction);
    }

    private PhaseModel shape() {
        return meterState.shape();
    }

    /** Returns the facts that decide whether ESS uses the meter. */
    PublishedMeter published(String service) {
        return new PublishedMeter(service, registration.kind(), registration.instance(), registration.phases(), shape().phases(),
                shape().showsPhases(), shape().powerAbsence(), snapshot.measuredInterval(),
                snapshot.values().has(Quantity.POWER_NET) ? phasePowers() : PhaseWatts.UNKNOWN);
    }

    private boolean produces() {
        return Role.of(registration.kind()).filter(Role::produces).isPresent();
    }

    @Override
    public Optional<Demand> demand() {
        return Optional.ofNullable(snapshot.demand());
    }

    @Override
    public Values values() {
        return snapshot.values();
    }

    @Override
    public EnergyUse energy() {
        return snapshot.energy();
    }

    /** Returns the limiter's present status, which may be newer than the telegram. */
    @Override
    public Optional<LimiterStatus> limiter() {
        return snapshot.demand() != null && runtime.output(Switch.LIMITER) != null ? Optional.of(runtime.limiter().get())
                : Optional.empty();
    }

    @Override
    public boolean knowsEss() {
        return true;
    }

    @Override
    public Optional<Follow> follow() {
        return Optional.ofNullable(ess.follow());
    }

    @Override
    public Optional<IntervalGrade> grade() {
        return Optional.ofNullable(snapshot.measuredInterval()).map(IntervalGrade::of);
    }

    @Override
    public TelegramCounts quality() {
        return meterState.line().quality();
    }

    @Override
    public String causes() {
        return meterState.line().causes();
    }

    MeterIdentity meter() {
        return snapshot.reading().meter();
    }

    private PhaseWatts phasePowers() {
        return PhaseWatts.of(phase -> {
            long power = phasePower(meterPhase(phase));
            return power == ABSENT ? Double.NaN : ValueFormat.WATT.number(power);
        });
    }

    static PathDefinition.Getter<GridView> quantity(Quantity quantity) {
        return (view, item) -> put(view.value(quantity), item);
    }

    /**
     * Returns the message's own powers by the inverter's phases, a total without phases on that of the meter's L1. Unknown if a
     * power that the meter sends is missing or withheld, because a correction would count its change twice; and for an import of
     * 0 without other powers, which short lists have during export. @return null if the message has no power
     */
    @Nullable PhaseWatts telegramPowers() {
        Values sent = snapshot.reading().values();
        if (!sent.has(Quantity.POWER_IMPORT) && POWERS.stream().noneMatch(sent::has)) {
            return null;
        }
        boolean whole = sent.has(Quantity.POWER_NET) && POWERS.stream().noneMatch(snapshot.withheld().quantities()::contains)
                && POWERS.stream().allMatch(power -> sent.has(power) || !snapshot.values().has(power));
        return whole ? phasePowers() : PhaseWatts.UNKNOWN;
    }

    /** Returns the source of a power, of the inverter's phase or of {@link #ALL_PHASES}; a total without phases is on the meter's L1. */
    static PathDefinition.Getter<GridView> power(int phase) {
        return (view, item) -> put(phase == ALL_PHASES ? view.correctedTotal() : view.corrected(phase), item);
    }

    private long corrected(int inverterPhase) {
        long power = phasePower(meterPhase(inverterPhase));
        return power == ABSENT ? ABSENT : power + watts(correction(inverterPhase));
    }

    /** Returns the correction of a phase; for a meter without powers of phases, that of all on its L1. */
    private double correction(int inverterPhase) {
        if (shape().showsPhases()) {
            return correction.of(inverterPhase);
        }
        return meterPhase(inverterPhase) == 1 ? correction.sum() : 0;
    }

    /** Returns whole watts: an inverter's tenths are no reason for a signal. */
    private static long watts(double correction) {
        return ValueFormat.WATT.scaled(Math.rint(correction));
    }

    private long correctedTotal() {
        return total() == ABSENT ? ABSENT
                : total() + IntStream.rangeClosed(1, PhaseWatts.PHASES).mapToLong(phase -> watts(correction(phase))).sum();
    }

    static PathDefinition.Getter<GridView> voltage(int phase) {
        return (view, item) -> put(view.value(view.meterPhase(phase), Phase::voltage), item);
    }

    /**
     * Returns the source of a phase's current with the sign of its power, or of the total: P1 prints no sign. The sign of Aidon's
     * HAN meters stays.
     */
    static PathDefinition.Getter<GridView> current(int phase) {
        return (view, item) -> {
            int meterPhase = view.meterPhase(phase);
            long current = view.value(meterPhase, Phase::current);
            long signed = view.shape().signsCurrents() ? view.signed(current) : view.directed(current, meterPhase);
            long voltage = view.value(meterPhase, Phase::voltage);
            double moved = phase == ALL_PHASES || voltage == ABSENT ? 0
                    : view.correction(phase) / Math.max(LEAST_VOLTS, ValueFormat.VOLT.number(voltage));
            put(signed == ABSENT ? ABSENT : signed + ValueFormat.AMPERE.scaled(moved), item);
        };
    }

    /** Returns the source of a power factor, without impossible ones, which some meters print (a Hungarian Sagemcom: 4.556). */
    static PathDefinition.Getter<GridView> powerFactor(int phase) {
        return (view, item) -> put(factor(phase == ALL_PHASES ? view.value(Quantity.POWER_FACTOR)
                : view.value(view.meterPhase(phase), Phase::powerFactor)), item);
    }

    /** Returns the source of the import, or of a producer's production. */
    static PathDefinition.Getter<GridView> energyForward(int phase) {
        return (view, item) -> put(view.energy(phase, !view.produces()), item);
    }

    /** Returns the source of the export, or of a producer's consumption. */
    static PathDefinition.Getter<GridView> energyReverse(int phase) {
        return (view, item) -> put(view.energy(phase, view.produces()), item);
    }

    /** Returns a counter; for the phase of a one-phase meter its total, because gui-v2 shows no total of one phase. */
    private long energy(int phase, boolean imported) {
        int meterPhase = meterPhase(phase);
        long ofPhase = value(meterPhase, imported ? Phase::energyImport : Phase::energyExport);
        if (phase == ALL_PHASES || ofPhase == ABSENT && meterPhase == 1 && shape().phases() == 1) {
            return value(imported ? Quantity.ENERGY_IMPORT : Quantity.ENERGY_EXPORT);
        }
        return ofPhase;
    }

    /** Sets the inverter's phase of a one-phase meter, 1 to 3; absent for three phases, and where no power has a phase. */
    static void phaseSetting(GridView view, Item item) {
        put(view.shape().phases() == 1 && view.shape().powerAbsence() == null ? view.registration.phases().inverterPhase(1) : ABSENT, item);
    }

    /**
     * Sets the phase sequence: 0 in order, 1 L1-L3-L2, as victron_em.py and carlo_gavazzi.py of dbus-modbus-client; gui-v2,
     * PageAcInModel.qml.
     */
    static void phaseSequence(GridView view, Item item) {
        PhaseOrder order = view.registration.phases();
        PhaseOrder.Sequence known = view.meterState.sequence();
        put(known == null || !order.fits(Phase.ALL.size()) ? ABSENT : order.ofInverter(known).ordinal(), item);
    }

    /**
     * Sets the number of phases: of a one-phase meter on L1, and where energies of phases come. Otherwise gui-v2 shows the phases
     * that have data; with a number it adds empty rows of energies, or of phases.
     */
    static void phases(GridView view, Item item) {
        boolean served = view.shape().phases() == 1 ? view.meterPhase(1) == 1 : view.shape().energiesOfPhases();
        put(served ? view.shape().phases() : ABSENT, item);
    }

    private long value(Quantity quantity) {
        return snapshot.values().has(quantity) ? snapshot.values().scaled(quantity) : ABSENT;
    }

    /** @param meterPhase the meter's phase, 1 to 3; 0 for none */
    private long value(int meterPhase, Function<Phase, Quantity> which) {
        return meterPhase == 0 ? ABSENT : value(which.apply(Phase.ALL.get(meterPhase - 1)));
    }

    private int meterPhase(int inverterPhase) {
        return registration.phases().meterPhase(inverterPhase);
    }

    private long phasePower(int meterPhase) {
        if (shape().showsPhases()) {
            return signed(value(meterPhase, Phase::power));
        }
        return meterPhase == 1 ? total() : ABSENT;
    }

    private long directed(long current, int meterPhase) {
        long phasePower = phasePower(meterPhase);
        long power = phasePower == ABSENT ? total() : phasePower;
        if (current == ABSENT || power == ABSENT) {
            return current;
        }
        return power < 0 ? -Math.abs(current) : Math.abs(current);
    }

    private long total() {
        return signed(shape().total() == null ? ABSENT : shape().total());
    }

    private long signed(long net) {
        return produces() && net != ABSENT ? -net : net;
    }

    private static long factor(long printed) {
        return Math.abs(printed) <= ONE && printed != ABSENT ? printed : ABSENT;
    }

    private static void put(long value, Item item) {
        if (value == ABSENT) {
            item.clear();
        } else {
            item.set(value);
        }
    }
}
