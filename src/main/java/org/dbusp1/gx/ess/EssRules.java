package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.output.feedback.EssStatus;
import org.dbusp1.output.feedback.EssStatus.IntervalGrade;
import org.jspecify.annotations.Nullable;

/**
 * Decides what ESS does with a meter, and why. ESS regulates by what dbus-systemcalc-py, delegates/acinput.py, chooses:
 * the grid meter with the lowest instance, for an AC input that is grid or shore, unless the owner has the inverter
 * measure. The first rule of the table that holds is the status: their order is that of what the owner has to do first.
 */
public final class EssRules {
    /**
     * Each comment: how grave the state is (Condition); what ESS does meanwhile (EssStatus: "regulates" by this meter, well or not;
     * "possible", soon again; else "not"); the paths that decide; where Victron's projects define these paths. "gui" is
     * PageSettingsHub4.qml of gui-v2, "settings" com.victronenergy.settings, "system" com.victronenergy.system, "inverter" the
     * one that systemcalc asks ({@link EssMonitor}).
     */
    static final List<Rule> TABLE = List.of(
            // fine, not: this driver's /Role; velib_python, vedbus.py
            new Rule(Condition.ESS_OTHER_ROLE, in -> !in.role().equals("grid"),
                    in -> in.roleIsConfigured() ? "configured" : in.role()),
            // fine, not: this meter sends heat; grid services' /DeviceInstance; acinput.py, _get_meter
            new Rule(Condition.ESS_HEAT_METER, in -> in.powerAbsence() == PowerAbsence.HEAT_METER && in.gridMeter().isPresent(),
                    in -> in.gridMeter().map(OtherMeter::title).orElse("")),
            // wrong, not: this meter sends no power; acinput.py needs a grid service
            new Rule(Condition.ESS_NO_POWER, in -> in.powerAbsence() != null, Inputs::powerlessCase),
            // wrong, not: settings /Settings/SystemSetup/AcInput1 and 2, inverter /Ac/In/1/Type and 2; multi.py, acinput.py, input_types.
            // For a shore input systemcalc also chooses a grid meter; if it has not chosen this one, the owner is told to set grid.
            new Rule(Condition.ESS_INPUT_NOT_GRID, in -> !in.isChosen() && in.acInputs().exclude(1),
                    in -> in.acInputs().ofInverter() ? "VictronConnect" : ""),
            // fine, not: settings /Settings/CGwacs/RunWithoutGridMeter; gui, settings_ess_grid_metering
            new Rule(Condition.ESS_SLOW_NOT_USED, in -> in.settings().withoutMeter() && in.isSlow()),
            // wrong, not: as the rule before
            new Rule(Condition.ESS_METERING_BY_INVERTER, in -> in.settings().withoutMeter()),
            // wrong, not: system /Ac/In/0/ServiceName and /Ac/Grid/L1/Power to L3; acinput.py, dbus_systemcalc.py
            new Rule(Condition.ESS_OTHER_METER_DEAD, in -> in.gridPowerAbsent() && !in.isChosen() && in.rival().isPresent(),
                    Inputs::rivalTitle),
            // fine, not: grid services' /DeviceInstance; acinput.py, _get_meter
            new Rule(Condition.ESS_RESERVE, in -> !in.isChosen() && in.rival().filter(by -> by.instance() < in.instance()).isPresent(),
                    in -> in.rivalTitle() + in.difference()),
            // wrong, possible: as the rule before
            new Rule(Condition.ESS_SAME_INSTANCE, in -> in.twin().isPresent(), in -> in.twin().map(OtherMeter::title).orElse("")),
            // wrong, not: system /Ac/In/0/ServiceName; acinput.py, input_tree
            new Rule(Condition.ESS_NOT_CHOSEN, in -> !in.isChosen() && !in.chosen().isEmpty() && in.settled(), Inputs::rivalTitle),
            // fine, possible: names on the bus; multi.py, acinput.py
            new Rule(Condition.ESS_NO_INVERTER, in -> in.isChosen() && in.inverter() == null),
            // wrong, regulates: inverter /Hub4/AssistantId, /Mode, /State; hubtype.py; gui, settings_ess_no_ess_assistant
            new Rule(Condition.ESS_NO_ASSISTANT, in -> in.inverter() != null && in.inverter().withoutAssistant()),
            // fine, possible: settings /Settings/CGwacs/Hub4Mode, inverter /Settings/Ess/Mode; systemstate.py; gui-v2, PageRsSystemEss.qml
            new Rule(Condition.ESS_EXTERNAL_CONTROL, in -> in.settings().mode() == EssFacts.EXTERNAL),
            // fine, possible: inverter /Mode; gui-v2, enums.h, InverterCharger_Mode
            new Rule(Condition.ESS_INVERTER_OFF, in -> in.inverter() != null && in.inverter().off()),
            // fine, possible: inverter /Ac/ActiveIn/ActiveInput, and the types of the AC inputs above; dbus_systemcalc.py, ac_in_source
            new Rule(Condition.ESS_ON_GENERATOR, in -> in.activeInput() == ActiveInput.GENERATOR),
            // fine, possible: inverter /Ac/ActiveIn/ActiveInput; dbus_systemcalc.py, ac_in_source
            new Rule(Condition.ESS_NOT_CONNECTED, in -> in.activeInput() == ActiveInput.NONE),
            // wrong, not: com.victronenergy.hub4 /Alarms/NoGridMeter; venus-platform, notifications.cpp
            new Rule(Condition.ESS_NOT_SEEN, in -> in.isChosen() && in.notSeen() && in.settled()),
            // wrong, regulates: this driver's order of phases; dbus_systemcalc.py, em_p
            new Rule(Condition.ESS_ONE_PHASE_ONLY, Inputs::onePhaseOnly, in -> PhaseOrder.STRAIGHT.text()),
            // wrong, regulates: settings /Settings/CGwacs/Hub4Mode; gui, settings_ess_individual_phase
            new Rule(Condition.ESS_INDIVIDUAL_PHASE, in -> in.settings().mode() == EssFacts.INDIVIDUAL_PHASE && in.totalOnly()
                    && in.hasSeveralPhases()),
            // wrong, regulates: settings /Settings/CGwacs/AcInputLimit; gui-v2, PageSettingsHub4Peakshaving.qml
            new Rule(Condition.ESS_IMPORT_LIMIT, in -> in.settings().limitsImport() && (in.totalOnly() || in.inThirds())
                    && in.hasSeveralPhases(), in -> in.inThirds() ? "thirds" : ""),
            // wrong, regulates: inverter /Ac/ActiveIn/L1/P to L3; dbus_systemcalc.py, ain_p. Before those about a slow meter:
            // inverters can be followed only with the right order of phases.
            new Rule(Condition.ESS_PHASE_ORDER, in -> in.isChosen() && in.order() != null, Inputs::orderText),
            // fine, regulates: settings /Settings/CGwacs/BatteryLife/State, inverter /Settings/Ess/Mode; systemstate.py, KeepCharged
            new Rule(Condition.ESS_KEEPS_CHARGED, in -> in.settings().keepsCharged()),
            // fine, regulates: settings /Settings/CGwacs/MaxDischargePower; systemstate.py, UserDischargeLimited; gui
            new Rule(Condition.ESS_NO_DISCHARGE, in -> in.settings().noDischarge()),
            // fine, regulates: settings /Settings/CGwacs/BatteryUse; gui, settings_ess_only_critical_loads
            new Rule(Condition.ESS_CRITICAL_LOADS, in -> in.settings().criticalLoads()),
            // fine, regulates: this meter's interval, and how the driver follows the inverters
            new Rule(Condition.ESS_FOLLOWED, in -> in.isSlow() && in.inverterFollower() == Condition.FOLLOW_ACTING),
            // wrong, regulates: as the rule before
            new Rule(Condition.ESS_SLOW, Inputs::isSlow, Inputs::slowCase),
            // fine, regulates: system /Ac/In/0/ServiceName; acinput.py
            new Rule(Condition.ESS_USED, Inputs::isChosen),
            // fine, possible: no answer of system; acinput.py
            new Rule(Condition.ESS_EXPECTED, in -> true));

    /** @param detail gives the detail of {@link EssStatus} */
    record Rule(Condition state, Predicate<Inputs> holds, Function<Inputs, String> detail) {
        private Rule(Condition state, Predicate<Inputs> holds) {
            this(state, holds, in -> "");
        }
    }

    /**
     * The facts on the bus that decide what ESS does with this meter.
     *
     * @param role the role of the meter, such as grid
     * @param roleIsConfigured whether the configuration sets the role
     * @param powerAbsence why the meter has sent no power so far, so that its service is not a grid meter's; null if it has
     *                     sent one
     * @param onePhaseOnly whether the order of phases names one phase, but the meter has three, two of which are not
     *                     published
     * @param totalOnly whether all power is published on one phase: the powers of the phases are not shown, or the meter has one phase
     * @param inThirds whether each phase shows a third of the total
     * @param service the meter's service
     * @param interval the time between the meter's telegrams; null until measured
     * @param others the other grid meters on the bus
     * @param inverter null if no inverter/charger is on the bus
     * @param chosen the services that systemcalc uses for the AC inputs; empty without systemcalc, or before its choice
     * @param gridPowerAbsent whether systemcalc has had no power of the grid for a minute
     * @param difference how much another meter measures differently, to be added to its title; empty if it does not
     * @param notSeen whether ESS reports that it has no grid meter
     * @param settled whether systemcalc had time to choose
     * @param inverterFollower how the driver follows the inverters between the telegrams; null if unknown, or if it cannot
     * @param order the order of phases that minutes of data support; null if this is the present order, or if the data do
     *              not decide
     */
    record Inputs(String role, boolean roleIsConfigured, @Nullable PowerAbsence powerAbsence, boolean onePhaseOnly, boolean totalOnly,
                  boolean inThirds, String service, int instance, @Nullable Duration interval, AcInputTypes acInputs, Settings settings,
                  List<OtherMeter> others, @Nullable Inverter inverter, List<String> chosen, boolean gridPowerAbsent, String difference,
                  boolean notSeen, boolean settled, @Nullable Condition inverterFollower, @Nullable PhaseOrder order) {
        private boolean isSlow() {
            return interval != null && IntervalGrade.of(interval) == IntervalGrade.SLOW;
        }

        private boolean isChosen() {
            return chosen.contains(service);
        }

        private boolean hasSeveralPhases() {
            return inverter != null && inverter.severalPhases();
        }

        private ActiveInput activeInput() {
            return inverter == null ? ActiveInput.UNKNOWN : inverter.activeInput();
        }

        /** Returns the other meter that systemcalc uses, or would prefer. */
        private Optional<OtherMeter> rival() {
            return others.stream().filter(other -> chosen.isEmpty() ? other.instance() <= instance : chosen.contains(other.service()))
                    .min(Comparator.comparingInt(OtherMeter::instance));
        }

        private String rivalTitle() {
            return rival().map(OtherMeter::title).orElseGet(() -> chosen.isEmpty() ? "" : chosen.get(0));
        }

        private Optional<OtherMeter> twin() {
            return others.stream().filter(other -> other.instance() == instance).findFirst();
        }

        /** Returns the other meter that is the grid meter next to this one, which sends no power. */
        private Optional<OtherMeter> gridMeter() {
            return others.stream().filter(other -> chosen.isEmpty() || chosen.contains(other.service()))
                    .min(Comparator.comparingInt(OtherMeter::instance));
        }

        private String powerlessCase() {
            return powerAbsence == null ? "" : switch (powerAbsence) {
                case PIN -> "";
                case COUNTERS_ONLY -> "counters";
                case HEAT_METER -> "heat";
                case PORT_NOT_OPEN -> "port";
            };
        }

        private String orderText() {
            return order == null ? "" : order.text();
        }

        private String slowCase() {
            return inverterFollower == null ? "" : switch (inverterFollower) {
                case FOLLOW_OFF -> "off";
                case FOLLOW_WATCHING -> "watching";
                default -> "paused";
            };
        }
    }

    /**
     * The owner's settings of ESS.
     *
     * @param withoutMeter the inverter measures
     * @param mode the setting Hub4Mode; 0 if unknown
     * @param criticalLoads the battery supplies only what is on the inverter's output
     * @param noDischarge the most that the inverters may give is 0 W
     * @param limitsImport a limit in amperes holds for each phase of the AC input
     */
    record Settings(boolean withoutMeter, int mode, boolean keepsCharged, boolean criticalLoads, boolean noDischarge,
                    boolean limitsImport) {
    }

    /** What the inverter's active AC input is. NONE: the inverter is connected to no input. */
    enum ActiveInput {
        UNKNOWN, GRID, GENERATOR, NONE
    }

    /**
     * The inverter/charger.
     *
     * @param off whether the owner switched it off
     * @param waitsForGrid whether it inverts, is switched on and ignores no AC input that is the grid: without an active input, because
     *                     the grid is lost
     * @param withoutAssistant whether it is on VE.Bus and has had no assistant of ESS for minutes
     * @param severalPhases whether it is on several phases
     */
    record Inverter(ActiveInput activeInput, boolean off, boolean waitsForGrid, boolean withoutAssistant, boolean severalPhases) {
    }

    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; null without a setting.
     *
     * @param ofInverter whether the inverter/charger itself (a Multi RS) has the settings, not the GX device
     */
    record AcInputTypes(@Nullable Integer first, @Nullable Integer second, boolean ofInverter) {
        /** Returns whether an input, 0 or 1, is the grid or shore. */
        boolean isGrid(int input) {
            Integer type = input == 0 ? first : second;
            return type != null && (type == 1 || type == 3);
        }

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
        Rule rule = TABLE.stream().filter(row -> row.holds().test(inputs)).findFirst().orElseThrow();
        return EssStatus.of(rule.state(), rule.detail().apply(inputs));
    }

    /** Returns the status of a meter that sends nothing. */
    static EssStatus silentStatus(@Nullable Inverter inverter) {
        if (inverter == null) {
            return EssStatus.GONE;
        }
        if (inverter.off()) {
            return EssStatus.GONE_OFF_GRID;
        }
        return switch (inverter.activeInput()) {
            case UNKNOWN, GRID -> EssStatus.GONE;
            case GENERATOR -> EssStatus.of(Condition.ESS_GRID_LOST, "generator");
            case NONE -> inverter.waitsForGrid() ? EssStatus.of(Condition.ESS_GRID_LOST, "") : EssStatus.GONE_OFF_GRID;
        };
    }
}
