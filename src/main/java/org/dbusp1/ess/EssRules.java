package org.dbusp1.ess;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.feedback.EssStatus.IntervalGrade;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.problem.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Decides what ESS does with a meter, and why. ESS regulates by what dbus-systemcalc-py, delegates/acinput.py, chooses:
 * the grid meter with the lowest instance, for an AC input that is grid or shore, unless the owner has the inverter
 * measure (gui-v2, PageSettingsHub4.qml).
 */
public final class EssRules {
    private static final int GRID = 1;
    private static final String GRID_ROLE = "grid";

    /**
     * The facts on the bus that decide what ESS does with this meter.
     *
     * @param role the role of the meter, such as grid
     * @param powerAbsence why the meter has sent no power so far, so that its service is not a grid meter's; null if it has
     *                     sent one
     * @param onePhaseOnly whether the order of phases names one phase, but the meter has three, two of which are not
     *                     published
     * @param totalOnly whether all power is published on one phase: the powers of the phases are not shown, or the meter has one phase
     * @param service the meter's service
     * @param interval the time between the meter's telegrams; null until measured
     * @param withoutMeter the setting RunWithoutGridMeter: the inverter measures
     * @param mode the setting Hub4Mode; 0 if unknown
     * @param others the other grid meters on the bus
     * @param inverter whether an inverter/charger is on the bus
     * @param severalPhases whether the inverter/charger is on several phases
     * @param chosen the services that systemcalc uses for the AC inputs; empty without systemcalc, or before its choice
     * @param notSeen whether ESS reports that it has no grid meter
     * @param settled whether systemcalc had time to choose
     * @param inverterFollower how the driver follows the inverters between the telegrams; null if unknown, or if it cannot
     * @param order the order of phases that minutes of data support; null if this is the present order, or if the data do
     *              not decide
     */
    record Inputs(String role, @Nullable PowerAbsence powerAbsence, boolean onePhaseOnly, boolean totalOnly, String service, int instance,
                  @Nullable Duration interval, AcInputTypes acInputs, boolean withoutMeter, int mode, List<OtherMeter> others,
                  boolean inverter, boolean severalPhases, List<String> chosen, boolean notSeen, boolean settled,
                  @Nullable Condition inverterFollower, @Nullable PhaseOrder order) {
        private boolean isSlow() {
            return interval != null && IntervalGrade.of(interval) == IntervalGrade.SLOW;
        }
    }

    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; null without a setting.
     *
     * @param ofInverter whether the inverter/charger itself (a Multi RS) has the settings, not the GX device
     */
    record AcInputTypes(@Nullable Integer first, @Nullable Integer second, boolean ofInverter) {
        private boolean exclude(int type) {
            return first != null && first != type && (second == null || second != type);
        }
    }

    /** Another grid meter on the bus. @param title the name of the meter, made unique */
    record OtherMeter(String service, int instance, String title) {
    }

    private EssRules() {
    }

    static EssStatus status(Inputs inputs) {
        if (!inputs.role().equals(GRID_ROLE)) {
            return EssStatus.of(Condition.ESS_OTHER_ROLE, inputs.role());
        }
        if (inputs.powerAbsence() != null) {
            return withoutPower(inputs.powerAbsence(), inputs);
        }
        boolean chosen = inputs.chosen().contains(inputs.service());
        Optional<OtherMeter> rival = inputs.others().stream()
                .filter(other -> inputs.chosen().isEmpty() ? other.instance() <= inputs.instance()
                        : inputs.chosen().contains(other.service()))
                .min(Comparator.comparingInt(OtherMeter::instance));
        // For a shore input systemcalc also chooses a grid meter; if it has not chosen this one, the owner is told to set an input to grid.
        if (!chosen && inputs.acInputs().exclude(GRID)) {
            return EssStatus.of(Condition.ESS_INPUT_NOT_GRID, inputs.acInputs().ofInverter() ? "VictronConnect" : "");
        }
        if (inputs.withoutMeter()) {
            return EssStatus.of(inputs.isSlow() ? Condition.ESS_SLOW_NOT_USED : Condition.ESS_METERING_BY_INVERTER, "");
        }
        if (rival.isPresent() && !chosen && rival.get().instance() < inputs.instance()) {
            return EssStatus.of(Condition.ESS_RESERVE, rival.get().title());
        }
        Optional<OtherMeter> twin = inputs.others().stream().filter(other -> other.instance() == inputs.instance()).findFirst();
        if (twin.isPresent()) {
            return EssStatus.of(Condition.ESS_SAME_INSTANCE, twin.get().title());
        }
        if (!chosen && !inputs.chosen().isEmpty() && inputs.settled()) {
            return EssStatus.of(Condition.ESS_NOT_CHOSEN, rival.map(OtherMeter::title).orElse(inputs.chosen().get(0)));
        }
        return used(inputs, chosen);
    }

    private static EssStatus withoutPower(PowerAbsence absence, Inputs inputs) {
        Optional<OtherMeter> gridMeter = inputs.others().stream()
                .filter(other -> inputs.chosen().isEmpty() || inputs.chosen().contains(other.service()))
                .min(Comparator.comparingInt(OtherMeter::instance));
        if (absence == PowerAbsence.HEAT_METER && gridMeter.isPresent()) {
            return EssStatus.of(Condition.ESS_HEAT_METER, gridMeter.get().title());
        }
        return EssStatus.of(Condition.ESS_NO_POWER, switch (absence) {
            case PIN -> "";
            case HEAT_METER -> "heat";
            case PORT_NOT_OPEN -> "port";
        });
    }

    /**
     * Returns the verdict about a slow meter that ESS uses.
     *
     * @param followerState null if the driver cannot follow inverters between the telegrams
     */
    private static EssStatus slow(@Nullable Condition followerState) {
        if (followerState == null) {
            return EssStatus.of(Condition.ESS_SLOW, "");
        }
        return switch (followerState) {
            case FOLLOW_ACTING -> EssStatus.of(Condition.ESS_FOLLOWED, "");
            case FOLLOW_OFF -> EssStatus.of(Condition.ESS_SLOW, "off");
            case FOLLOW_WATCHING -> EssStatus.of(Condition.ESS_SLOW, "watching");
            default -> EssStatus.of(Condition.ESS_SLOW, "paused");
        };
    }

    private static EssStatus used(Inputs inputs, boolean chosen) {
        if (chosen && !inputs.inverter()) {
            return EssStatus.of(Condition.ESS_NO_INVERTER, "");
        }
        if (inputs.mode() == EssFacts.EXTERNAL) {
            return EssStatus.of(Condition.ESS_EXTERNAL_CONTROL, "");
        }
        if (chosen && inputs.notSeen() && inputs.settled()) {
            return EssStatus.of(Condition.ESS_NOT_SEEN, "");
        }
        if (inputs.onePhaseOnly()) {
            return EssStatus.of(Condition.ESS_ONE_PHASE_ONLY, PhaseOrder.STRAIGHT.text());
        }
        if (inputs.mode() == EssFacts.INDIVIDUAL_PHASE && inputs.totalOnly() && inputs.severalPhases()) {
            return EssStatus.of(Condition.ESS_INDIVIDUAL_PHASE, "");
        }
        // Before the verdicts about a slow meter: inverters can be followed only with the right order of phases.
        if (chosen && inputs.order() != null) {
            return EssStatus.of(Condition.ESS_PHASE_ORDER, inputs.order().text());
        }
        if (inputs.isSlow()) {
            return slow(inputs.inverterFollower());
        }
        return EssStatus.of(chosen ? Condition.ESS_USED : Condition.ESS_EXPECTED, "");
    }
}
