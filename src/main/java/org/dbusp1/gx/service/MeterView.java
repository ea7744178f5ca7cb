package org.dbusp1.gx.service;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Condition.Subject;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.PublishedMeter;
import org.dbusp1.gx.service.BlackBoxCopy.CopyResult;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.PathDefinition.View;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.GridMeter;
import org.dbusp1.metering.PhasePowers;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/**
 * A telegram as the inverter should see it: on the inverter's phases and with its signs. Import is positive, or production if the meter
 * measures a producer. A phase power is never voltage times current. Numbers are scaled as the formats of their paths, null if the meter
 * does not send them or they are withheld.
 *
 * @param findings those of ESS and of the limiter, which may be newer than the telegram, and of following the inverters
 * @param lastCopy of the black box; null before the first copy
 * @param search the last search for another meter; null if the driver cannot search
 * @param correction watts to add to the powers of a grid meter's telegram, on the inverter's phases; the current of a phase whose power
 *                   is shown is corrected to match
 */
record MeterView(Snapshot snapshot, MeterState.Summary summary, Registration registration, VenusConfig settings,
                 Map<Subject, Finding> findings, Map<Choice, Object> choices, QuickAccess.Names names,
                 @Nullable CopyResult lastCopy, MeterSearch.@Nullable Result search, PhaseWatts correction)
        implements FactInput, View {
    /** In place of a phase: all phases together. */
    static final int ALL_PHASES = 0;
    private static final long ONE = Unit.RATIO.scaledOne();
    private static final Finding NOTHING_KNOWN = Finding.of(Condition.ESS_UNKNOWN);
    private static final long WATT = Unit.WATT.scaledOne();
    private static final double VOLT = Unit.VOLT.scaledOne();
    private static final double AMPERE = Unit.AMPERE.scaledOne();
    /** The lowest voltage in V of a phase that is connected to the grid. */
    private static final double LEAST_VOLTS = 100;

    /** A service of another role than the grid's has no correction: it is one of the grid's power, until the next telegram ends it. */
    MeterView {
        correction = registration.kind().equals(Role.GRID.text()) ? correction : PhaseWatts.ZERO;
    }

    private TelegramPowers powers() {
        return new TelegramPowers(snapshot, registration);
    }

    GridMeter grid() {
        return snapshot.grid();
    }

    /** Returns the role that the service has, which is another than the owner's for a meter without power. */
    String role() {
        return summary.role(registration);
    }

    /** Without a net power all its powers are {@link PhaseWatts#UNKNOWN}. */
    PublishedMeter toPublishedMeter() {
        return new PublishedMeter(settings.serviceName(role()), registration.kind(), settings.role() != null, registration.instance(),
                registration.phases(), grid().phases(), grid().showsPhases(), inThirds(), grid().powerAbsence(),
                snapshot.measuredInterval(),
                grid().house().isStandIn() ? PhaseWatts.UNKNOWN : powers().ofPhases());
    }

    boolean isGrid() {
        return registration.kind().equals(Role.GRID.text());
    }

    /** Returns whether the owner may choose that each phase shows a third of the total. */
    boolean offersThirds() {
        return isGrid() && grid().phasePowers() == PhasePowers.NEVER_SENT;
    }

    private boolean inThirds() {
        return offersThirds() && Objects.equals(chosen(Choice.THIRDS), 1L);
    }

    boolean produces() {
        return powers().produces();
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
        return isGrid() && snapshot.demand() != null ? (Long) chosen(Choice.LIMITER) : null;
    }

    /** Returns a choice of the driver's file as the D-Bus has it; null if the owner has not chosen, or cannot choose. */
    @Nullable Object chosen(Choice choice) {
        return choices.get(choice);
    }

    /** Returns the mean import that the owner does not want to exceed; 0 for no limit. */
    Long limitWatts() {
        return (Long) choices.getOrDefault(Choice.LIMIT, 0L);
    }

    Finding ess() {
        return Objects.requireNonNullElse(findings.get(Subject.ESS), NOTHING_KNOWN);
    }

    /** The limiter's is null while there is no {@link #limiterSwitch}. */
    @Override
    public @Nullable Finding finding(Subject subject) {
        return switch (subject) {
            case ESS -> ess();
            case LIMITER -> limiterSwitch() == null ? null : findings.get(subject);
            default -> findings.get(subject);
        };
    }

    @Override
    public boolean showsNoExport() {
        return isGrid() && grid().has(GridMeter.Trait.SHOWS_NO_EXPORT);
    }

    @Override
    public boolean standsIn() {
        return grid().house().isStandIn();
    }

    /** Empty before the interval is measured. */
    @Override
    public Optional<IntervalGrade> intervalGrade() {
        return Optional.ofNullable(snapshot.measuredInterval()).map(IntervalGrade::of);
    }

    @Override
    public TelegramCounts telegramCounts() {
        return summary.counts().telegramCounts();
    }

    @Override
    public String causes() {
        return summary.counts().causes();
    }

    MeterIdentity meter() {
        return snapshot.reading().meter();
    }

    /** Returns the power of an inverter's phase, or of {@link #ALL_PHASES}: as the meter sent it, then corrected, then in thirds. */
    @Nullable Long power(int inverterPhase) {
        boolean isOfTotal = inverterPhase == ALL_PHASES || inThirds();
        Long sent = isOfTotal ? powers().total() : powers().ofPhase(meterPhase(inverterPhase));
        if (sent == null) {
            return null;
        }
        long corrected = sent + (isOfTotal ? IntStream.rangeClosed(1, PhaseWatts.PHASES) : IntStream.of(inverterPhase))
                .mapToLong(phase -> milliwatts(correction(phase))).sum();
        return inThirds() ? third(corrected, inverterPhase) : Long.valueOf(corrected);
    }

    /** In watts, where the power is that it corrects: of a total without phases on the meter's L1. */
    private double correction(int inverterPhase) {
        return grid().showsPhases() ? correction.watts(inverterPhase) : meterPhase(inverterPhase) == 1 ? correction.sum() : 0;
    }

    /** In mW, as all powers that are whole numbers, rounded to whole watts: tenths of an inverter's watts are no reason for a signal. */
    private static long milliwatts(double correction) {
        return Math.round(Math.rint(correction) * WATT);
    }

    /** The total in whole watts; its three parts are whole watts too, and their sum is the total. */
    private static long third(long total, int inverterPhase) {
        long watts = Math.floorDiv(total + WATT / 2, WATT);
        return WATT * (inverterPhase == ALL_PHASES ? watts : Math.floorDiv(watts + inverterPhase - 1, PhaseWatts.PHASES));
    }

    @Nullable Long voltage(int inverterPhase) {
        return value(meterPhase(inverterPhase), Phase::voltage);
    }

    /**
     * Returns a phase's current, negative during export, or while a meter of production draws power; or an amount, see
     * {@link GridMeter#signsCurrent}. It gets the correction of the power of its phase over its voltage, without rounding.
     */
    @Nullable Long current(int inverterPhase) {
        int meterPhase = meterPhase(inverterPhase);
        Phase phase = meterPhase == 0 ? null : Phase.ALL.get(meterPhase - 1);
        Long current = phase == null ? null : grid().current(phase);
        if (phase == null || current == null || !grid().signsCurrent(phase)) {
            return current;
        }
        long signed = powers().withRoleSign(current);
        Long voltage = voltage(inverterPhase);
        return voltage == null || grid().power(phase) == null ? signed
                : signed + Math.round(AMPERE * correction(inverterPhase) / Math.max(LEAST_VOLTS, voltage / VOLT));
    }

    /** Returns a power factor; an impossible factor, which some meters print (a Hungarian Sagemcom: 4.556), is absent. */
    @Nullable Long powerFactor(int inverterPhase) {
        Long printed = inverterPhase == ALL_PHASES ? value(Quantity.POWER_FACTOR) : value(meterPhase(inverterPhase), Phase::powerFactor);
        return printed != null && -ONE <= printed && printed <= ONE ? printed : null;
    }

    /** Returns the import, or a producer's production. */
    @Nullable Long energyForward(int inverterPhase) {
        return energy(inverterPhase, !produces());
    }

    /** Returns the export, or a producer's consumption. */
    @Nullable Long energyReverse(int inverterPhase) {
        return energy(inverterPhase, produces());
    }

    /** For the phase of a one-phase meter its total, because gui-v2 shows no total of one phase. A counter is not in thirds. */
    private @Nullable Long energy(int inverterPhase, boolean imported) {
        int meterPhase = meterPhase(inverterPhase);
        Long ofPhase = value(meterPhase, imported ? Phase::energyImport : Phase::energyExport);
        if (inverterPhase == ALL_PHASES || ofPhase == null && meterPhase == 1 && phases() == 1) {
            return grid().value(imported ? Quantity.ENERGY_IMPORT : Quantity.ENERGY_EXPORT);
        }
        return ofPhase;
    }

    /** The inverter's phase of a one-phase meter, 1 to 3; null for a meter of three phases, and for a meter that sends no power. */
    @Nullable Long phaseSetting() {
        return phases() == 1 && grid().powerAbsence() == null ? (long) registration.phases().inverterPhase(1) : null;
    }

    /** The number of phases that are shown: of a one-phase meter 1, unless its total is in thirds. */
    private long phases() {
        return inThirds() ? PhaseWatts.PHASES : grid().phases();
    }

    /**
     * Returns the phase sequence: 0 for L1-L2-L3, 1 for L1-L3-L2, as victron_em.py and carlo_gavazzi.py of dbus-modbus-client and
     * PageAcInModel.qml of gui-v2; null while it is unknown, and if the order of phases does not fit three phases.
     */
    @Nullable Long phaseSequence() {
        PhaseOrder.Sequence known = summary.sequence() == null ? null : registration.phases().ofInverter(summary.sequence());
        return known == null ? null : (long) known.ordinal();
    }

    /**
     * Returns the number of phases: of a one-phase meter on L1, of a meter that sends energies of its phases, and of thirds. For other
     * meters it is null, and gui-v2 shows the phases that have data; a number would add empty rows of energies or of phases.
     */
    @Nullable Long numberOfPhases() {
        boolean served = phases() == 1 ? meterPhase(1) == 1 : inThirds() || grid().has(GridMeter.Trait.SENDS_PHASE_ENERGIES);
        return served ? phases() : null;
    }

    @Nullable Long value(Quantity quantity) {
        return snapshot.published().values().has(quantity) ? snapshot.published().values().scaled(quantity) : null;
    }

    /** @param meterPhase 1 to 3; 0 for an inverter's phase without a phase of the meter, which has no value */
    private @Nullable Long value(int meterPhase, Function<Phase, Quantity> which) {
        return meterPhase == 0 ? null : grid().value(which.apply(Phase.ALL.get(meterPhase - 1)));
    }

    /** 1 to 3; 0 if no phase of the meter is on the inverter's phase. */
    private int meterPhase(int inverterPhase) {
        return registration.phases().meterPhase(inverterPhase);
    }
}
