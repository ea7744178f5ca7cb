package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dbusp1.ess.PhaseWatts;
import org.dbusp1.ess.PublishedMeter;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.EssStatus.FollowerStatus;
import org.dbusp1.feedback.EssStatus.IntervalGrade;
import org.dbusp1.feedback.LimiterStatus;
import org.dbusp1.feedback.OwnerChoices.Switch;
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
import org.dbusp1.output.venus.VenusConfig.Role;
import org.dbusp1.process.Health;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as the inverter should see it: on the inverter's phases and with its signs. Import is positive, or
 * production if the meter measures a producer. A phase power is never voltage times current. A number that is unknown
 * is {@link #ABSENT} inside this class, and Victron's "invalid" on its path; the powers that leave the class for ESS
 * are in watts, with NaN for an unknown power.
 *
 * @param meterState the state of the meter, which has accepted the snapshot
 * @param outputHealth health of the outputs besides the D-Bus
 * @param correction watts to add to the powers of a grid meter's telegram, on the inverter's phases; currents are corrected to match
 */
record MeterView(Snapshot snapshot, MeterState meterState, Registration registration, VenusConfig settings,
                 EssStatus ess, List<Health> outputHealth, ScreenSwitches screenSwitches, PhaseWatts correction) implements Fact.FactInput {
    /** In place of a phase: all phases together. */
    static final int ALL_PHASES = 0;
    /**
     * In place of a number that the meter does not send or that is withheld; Long.MIN_VALUE spares a box for each path.
     */
    private static final long ABSENT = Long.MIN_VALUE;
    private static final long ONE = 1000; // a power factor of 1
    private static final long WATT = 1000;
    /** The lowest voltage in V of a phase that is connected to the grid. */
    private static final double LEAST_VOLTS = 100;
    private static final Set<Quantity> POWERS = Set.of(Quantity.POWER_NET, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3);

    /** A service of another role than the grid's has no correction: it is one of the grid's power, until the next telegram ends it. */
    MeterView {
        correction = registration.kind().equals(Role.GRID.text()) ? correction : PhaseWatts.ZERO;
    }

    MeterView withSnapshot(Snapshot other) {
        return new MeterView(other, meterState, registration, settings, ess, outputHealth, screenSwitches, correction);
    }

    private PhaseModel phaseModel() {
        return meterState.phaseModel();
    }

    /**
     * Returns the facts that decide whether ESS uses the meter. Without a net power all its powers are
     * {@link PhaseWatts#UNKNOWN}.
     */
    PublishedMeter toPublishedMeter(String service) {
        return new PublishedMeter(service, registration.kind(), settings.role() != null, registration.instance(), registration.phases(),
                phaseModel().phases(), phaseModel().showsPhases(), inThirds(), phaseModel().powerAbsence(), snapshot.measuredInterval(),
                snapshot.published().values().has(Quantity.POWER_NET) ? phasePowers() : PhaseWatts.UNKNOWN);
    }

    boolean isGrid() {
        return registration.kind().equals(Role.GRID.text());
    }

    /** Returns whether the owner may choose that each phase shows a third of the total. */
    boolean offersThirds() {
        return isGrid() && phaseModel().hasTotalOnly();
    }

    private boolean inThirds() {
        return offersThirds() && screenSwitches.choices().isOn(Switch.THIRDS);
    }

    boolean produces() {
        return Role.of(registration.kind()).filter(Role::produces).isPresent();
    }

    /** The running demand window, also without a tariff; empty while none is watched or known. */
    @Override
    public Optional<Demand> demand() {
        return Optional.ofNullable(snapshot.demand());
    }

    @Override
    public Values values() {
        return snapshot.published().values();
    }

    @Override
    public EnergyUse energy() {
        return snapshot.energy();
    }

    /**
     * Returns 1 if the owner has switched the peak limiter on, 0 for off; null without a demand window, in another role than grid, or
     * if the configuration does not offer the limiter.
     */
    @Nullable Long limiterSwitch() {
        return isGrid() && snapshot.demand() != null ? screenSwitches.state(Switch.LIMITER) : null;
    }

    /** The limiter's present status, which may be newer than the telegram; empty while there is no {@link #limiterSwitch}. */
    @Override
    public Optional<LimiterStatus> limiter() {
        return Optional.ofNullable(limiterSwitch()).map(on -> screenSwitches.limiter().get());
    }

    @Override
    public boolean knowsEss() {
        return true;
    }

    /** Empty if the driver can do nothing between the telegrams. */
    @Override
    public Optional<FollowerStatus> inverterFollower() {
        return Optional.ofNullable(ess.inverterFollower());
    }

    /** Empty before the interval is measured. */
    @Override
    public Optional<IntervalGrade> intervalGrade() {
        return Optional.ofNullable(snapshot.measuredInterval()).map(IntervalGrade::of);
    }

    @Override
    public TelegramCounts telegramCounts() {
        return meterState.publishedCounts().telegramCounts();
    }

    @Override
    public String causes() {
        return meterState.publishedCounts().causes();
    }

    MeterIdentity meter() {
        return snapshot.reading().meter();
    }

    /** In watts, on the inverter's phases; NaN for a phase with an absent power. */
    private PhaseWatts phasePowers() {
        return PhaseWatts.of(phase -> {
            long power = phasePower(meterPhase(phase));
            return power == ABSENT ? Double.NaN : ValueFormat.WATT.number(power);
        });
    }

    static PathDefinition.ItemUpdate<MeterView> quantity(Quantity quantity) {
        return (view, item) -> setOrClear(view.value(quantity), item);
    }

    /**
     * Returns the message's own powers in watts, on the inverter's phases; a total without phases is on the meter's L1.
     *
     * @return null if the message has no power at all; {@link PhaseWatts#UNKNOWN} if its powers must not be compared
     * with the inverters' moves: a power that the meter sends is missing or withheld, and a correction would count its
     * change twice, or the list has only an import of 0, as short lists have during export
     */
    @Nullable PhaseWatts telegramPowers() {
        Values sent = snapshot.reading().values();
        if (!sent.has(Quantity.POWER_IMPORT) && POWERS.stream().noneMatch(sent::has)) {
            return null;
        }
        boolean whole = sent.has(Quantity.POWER_NET) && POWERS.stream().noneMatch(snapshot.published().withheld().quantities()::contains)
                && POWERS.stream().allMatch(power -> sent.has(power) || !snapshot.published().values().has(power));
        return whole ? phasePowers() : PhaseWatts.UNKNOWN;
    }

    /**
     * Returns the getter of the power of an inverter's phase, or of {@link #ALL_PHASES}; a total without phases is on
     * the meter's L1, or in thirds on all phases.
     */
    static PathDefinition.ItemUpdate<MeterView> power(int phase) {
        return (view, item) -> setOrClear(phase == ALL_PHASES ? view.correctedTotal() : view.corrected(phase), item);
    }

    private long corrected(int inverterPhase) {
        if (inThirds()) {
            return third(correctedTotal(), inverterPhase);
        }
        long power = phasePower(meterPhase(inverterPhase));
        return power == ABSENT ? ABSENT : power + milliwatts(correction(inverterPhase));
    }

    /** The three parts of a total of whole watts are whole watts, and their sum is the total. */
    private static long third(long total, int inverterPhase) {
        return total == ABSENT ? ABSENT : Math.floorDiv(total / WATT + inverterPhase - 1, PhaseWatts.PHASES) * WATT;
    }

    /** In watts; for a meter without powers of phases, the correction of all phases is on its L1, or in thirds. */
    private double correction(int inverterPhase) {
        if (phaseModel().showsPhases()) {
            return correction.watts(inverterPhase);
        }
        if (inThirds()) {
            return correction.sum() / PhaseWatts.PHASES;
        }
        return meterPhase(inverterPhase) == 1 ? correction.sum() : 0;
    }

    /** In mW, as all powers that are whole numbers, rounded to whole watts: tenths of an inverter's watts are no reason for a signal. */
    private static long milliwatts(double correction) {
        return ValueFormat.WATT.scaled(Math.rint(correction));
    }

    private long correctedTotal() {
        if (total() == ABSENT) {
            return ABSENT;
        }
        if (phaseModel().showsPhases()) {
            return total() + IntStream.rangeClosed(1, PhaseWatts.PHASES).mapToLong(phase -> milliwatts(correction(phase))).sum();
        }
        long corrected = total() + milliwatts(correction.sum());
        return inThirds() ? Math.floorDiv(corrected + WATT / 2, WATT) * WATT : corrected;
    }

    static PathDefinition.ItemUpdate<MeterView> voltage(int phase) {
        return (view, item) -> setOrClear(view.value(view.meterPhase(phase), Phase::voltage), item);
    }

    /**
     * Returns the getter of a phase's current with the sign of the phase's power, or of the total power, because P1
     * sends currents without a sign. Aidon's HAN meters send currents with a sign, which stays.
     */
    static PathDefinition.ItemUpdate<MeterView> current(int phase) {
        return (view, item) -> {
            int meterPhase = view.meterPhase(phase);
            long current = view.value(meterPhase, Phase::current);
            long signed = view.phaseModel().signsCurrents() ? view.withRoleSign(current) : view.withSignOfPower(current, meterPhase);
            long voltage = view.value(meterPhase, Phase::voltage);
            double moved = phase == ALL_PHASES || voltage == ABSENT ? 0
                    : view.correction(phase) / Math.max(LEAST_VOLTS, ValueFormat.VOLT.number(voltage));
            setOrClear(signed == ABSENT ? ABSENT : signed + ValueFormat.AMPERE.scaled(moved), item);
        };
    }

    /**
     * Returns the getter of a power factor; an impossible factor, which some meters print (a Hungarian Sagemcom:
     * 4.556), is absent.
     */
    static PathDefinition.ItemUpdate<MeterView> powerFactor(int phase) {
        return (view, item) -> setOrClear(validPowerFactor(phase == ALL_PHASES ? view.value(Quantity.POWER_FACTOR)
                : view.value(view.meterPhase(phase), Phase::powerFactor)), item);
    }

    /** Returns the getter of the import, or of a producer's production. */
    static PathDefinition.ItemUpdate<MeterView> energyForward(int phase) {
        return (view, item) -> setOrClear(view.energy(phase, !view.produces()), item);
    }

    /** Returns the getter of the export, or of a producer's consumption. */
    static PathDefinition.ItemUpdate<MeterView> energyReverse(int phase) {
        return (view, item) -> setOrClear(view.energy(phase, view.produces()), item);
    }

    /** For the phase of a one-phase meter its total, because gui-v2 shows no total of one phase. A counter is not in thirds. */
    private long energy(int phase, boolean imported) {
        int meterPhase = meterPhase(phase);
        long ofPhase = value(meterPhase, imported ? Phase::energyImport : Phase::energyExport);
        if (phase == ALL_PHASES || ofPhase == ABSENT && meterPhase == 1 && phases() == 1) {
            return value(imported ? Quantity.ENERGY_IMPORT : Quantity.ENERGY_EXPORT);
        }
        return ofPhase;
    }

    /**
     * Sets the inverter's phase of a one-phase meter, 1 to 3; invalid for a meter of three phases, and for a meter that
     * sends no power.
     */
    static void phaseSetting(MeterView view, Item item) {
        setOrClear(view.phases() == 1 && view.phaseModel().powerAbsence() == null ? view.registration.phases().inverterPhase(1) : ABSENT,
                item);
    }

    /** The number of phases that are shown: of a one-phase meter 1, unless its total is in thirds. */
    private int phases() {
        return inThirds() ? PhaseWatts.PHASES : phaseModel().phases();
    }

    /**
     * Sets the phase sequence: 0 for L1-L2-L3, 1 for L1-L3-L2, as victron_em.py and carlo_gavazzi.py of
     * dbus-modbus-client and PageAcInModel.qml of gui-v2; invalid while it is unknown, and if the order of phases does
     * not fit three phases.
     */
    static void phaseSequence(MeterView view, Item item) {
        PhaseOrder.Sequence ofMeter = view.meterState.sequence();
        PhaseOrder.Sequence known = ofMeter == null ? null : view.registration.phases().ofInverter(ofMeter);
        setOrClear(known == null ? ABSENT : known.ordinal(), item);
    }

    /**
     * Sets the number of phases: of a one-phase meter on L1, of a meter that sends energies of its phases, and of thirds. For
     * other meters it is invalid, and gui-v2 shows the phases that have data; a number would add empty rows of energies
     * or of phases.
     */
    static void numberOfPhases(MeterView view, Item item) {
        boolean served = view.phases() == 1 ? view.meterPhase(1) == 1 : view.inThirds() || view.phaseModel().sendsPhaseEnergies();
        setOrClear(served ? view.phases() : ABSENT, item);
    }

    private long value(Quantity quantity) {
        return snapshot.published().values().has(quantity) ? snapshot.published().values().scaled(quantity) : ABSENT;
    }

    /**
     * @param meterPhase the meter's phase, 1 to 3; 0 for an inverter's phase without a phase of the meter, which has no
     * value
     */
    private long value(int meterPhase, Function<Phase, Quantity> which) {
        return meterPhase == 0 ? ABSENT : value(which.apply(Phase.ALL.get(meterPhase - 1)));
    }

    /** 1 to 3; 0 if no phase of the meter is on the inverter's phase. */
    private int meterPhase(int inverterPhase) {
        return registration.phases().meterPhase(inverterPhase);
    }

    private long phasePower(int meterPhase) {
        if (phaseModel().showsPhases()) {
            return withRoleSign(value(meterPhase, Phase::power));
        }
        return meterPhase == 1 ? total() : ABSENT;
    }

    /** A current without a sign gets the sign of the power; without a known power it stays as it was sent. */
    private long withSignOfPower(long current, int meterPhase) {
        long phasePower = phasePower(meterPhase);
        long power = phasePower == ABSENT ? total() : phasePower;
        if (current == ABSENT || power == ABSENT) {
            return current;
        }
        return power < 0 ? -Math.abs(current) : Math.abs(current);
    }

    private long total() {
        return withRoleSign(phaseModel().totalMilliwatts() == null ? ABSENT : phaseModel().totalMilliwatts());
    }

    private long withRoleSign(long net) {
        return produces() && net != ABSENT ? -net : net;
    }

    private static long validPowerFactor(long printed) {
        return Math.abs(printed) <= ONE && printed != ABSENT ? printed : ABSENT;
    }

    private static void setOrClear(long value, Item item) {
        if (value == ABSENT) {
            item.clear();
        } else {
            item.set(value);
        }
    }
}
