package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.PowerAbsence;
import org.dbusp1.output.feedback.IntervalGrade;
import org.jspecify.annotations.Nullable;

/**
 * Decides what ESS does with a meter, and why, by positive proof: {@link Condition#ESS_USED} is the last rule, after everything that it
 * needs is proved. The first rule that holds is the finding. Each comment has the paths that decide, and where Victron's projects define
 * them: "gui" is PageSettingsHub4.qml of gui-v2, "settings" com.victronenergy.settings, "system" com.victronenergy.system, "inverter" the
 * one that systemcalc names.
 */
public final class EssRules {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    static final List<Rule> TABLE = List.of(
            // Is this an electricity meter for the grid?
            // this driver's /Role; velib_python, vedbus.py
            new Rule(Condition.ESS_OTHER_ROLE, in -> !in.meter().role().equals("grid"),
                    in -> in.meter().roleIsConfigured() ? "configured" : in.meter().role()),
            // this meter sends heat; acinput.py, _get_meter. Another meter is named only where it is really in use.
            new Rule(Condition.ESS_HEAT_METER, in -> in.meter().powerAbsence() == PowerAbsence.HEAT_METER
                    && in.rival().isPresent() && !in.settings().withoutMeter(), Inputs::rivalTitle),
            // this meter sends no power; acinput.py needs a grid service
            new Rule(Condition.ESS_NO_POWER, in -> in.meter().powerAbsence() != null, Inputs::powerlessCase),

            // Is there anything that regulates now?
            // names on the bus; multi.py, acinput.py. Absent for a minute: its driver restarts.
            new Rule(Condition.ESS_NO_INVERTER, MINUTE_NANOS, in -> in.inverter() == null && in.regulator() != Regulator.UNREAD),
            // inverter /Hub4/AssistantId, /Mode, /State; hubtype.py; gui, settings_ess_no_ess_assistant. Absent for some minutes: it is so
            // for a while after each start of the inverter and of its driver, too.
            new Rule(Condition.ESS_NO_ASSISTANT, 3 * MINUTE_NANOS, in -> in.inverter() != null && in.inverter().withoutAssistant()),
            // settings /Settings/CGwacs/Hub4Mode, inverter /Settings/Ess/Mode; systemstate.py; gui-v2, PageRsSystemEss.qml
            new Rule(Condition.ESS_EXTERNAL_CONTROL, in -> in.settings().mode() == BusItemClient.EXTERNAL),
            // inverter /Mode; gui-v2, enums.h, InverterCharger_Mode
            new Rule(Condition.ESS_INVERTER_OFF, in -> in.regulator() == Regulator.OFF),
            // inverter /Ac/ActiveIn/ActiveInput and the types of the AC inputs; dbus_systemcalc.py, ac_in_source. A generator where no
            // input is the grid, and ESS did not use the meter before, is a wrong setting.
            new Rule(Condition.ESS_ON_GENERATOR, in -> in.activeInput() == ActiveInput.GENERATOR
                    && (in.regulatedBefore() || !in.acInputs().exclude(1))),
            // inverter /Ac/ActiveIn/ActiveInput; dbus_systemcalc.py, ac_in_source
            new Rule(Condition.ESS_NOT_CONNECTED, in -> in.activeInput() == ActiveInput.NONE),
            // inverter /Mode; gui-v2, enums.h, InverterCharger_Mode
            new Rule(Condition.ESS_NOT_NOW, in -> in.regulator().isSaid(), in -> in.regulator().key()),
            // Whatever else is not proved: names on the bus, inverter /Mode, /State, /Ac/ActiveIn/ActiveInput, system /VebusService;
            // multi.py, _set_multi
            new Rule(Condition.ESS_NOT_NOW, MINUTE_NANOS, in -> !in.isProved(), in -> in.regulator().key()),

            // Does it use a meter? From here on what ESS does is said only if it is proved, also within the minute; what a setting or an
            // instance forbids, at once.
            // settings /Settings/CGwacs/BatteryLife/State, inverter /Settings/Ess/Mode; systemstate.py, KeepCharged
            new Rule(Condition.ESS_KEEPS_CHARGED, in -> in.isProved() && in.settings().keepsCharged()),
            // settings /Settings/CGwacs/RunWithoutGridMeter; gui, settings_ess_grid_metering. An RS has no such setting.
            new Rule(Condition.ESS_SLOW_NOT_USED, in -> in.isProved() && in.settings().withoutMeter() && in.isSlow()),
            new Rule(Condition.ESS_METERING_BY_INVERTER, in -> in.settings().withoutMeter() && !in.isSlow()),
            // inverter /Ess/EnergyMeterInUse of each unit of a Multi RS
            new Rule(Condition.ESS_NOT_IN_USE, in -> in.regulator() == Regulator.USES_NO_METER),
            // settings /Settings/SystemSetup/AcInput1 and 2, inverter /Ac/In/1/Type and 2; multi.py, acinput.py, input_types.
            // For a shore input systemcalc also chooses a grid meter; if it has not chosen this one, the owner is told to set grid.
            new Rule(Condition.ESS_INPUT_NOT_GRID, in -> !in.isChosen() && in.acInputs().exclude(1),
                    in -> in.acInputs().ofInverter() ? "VictronConnect" : ""),

            // This one?
            // system /Ac/In/0/ServiceName and /Ac/Grid/L1/Power to L3; acinput.py, dbus_systemcalc.py. It had time to start.
            new Rule(Condition.ESS_OTHER_METER_DEAD, 3 * MINUTE_NANOS,
                    in -> in.gridPowerAbsent() && !in.isChosen() && in.rival().isPresent(), Inputs::rivalTitle),
            // grid services' /DeviceInstance; acinput.py, _get_meter
            new Rule(Condition.ESS_RESERVE, in -> !in.isChosen() && in.rival().filter(by -> by.instance() < in.meter().instance())
                    .isPresent(),
                    Inputs::rivalTitle),
            new Rule(Condition.ESS_SAME_INSTANCE, in -> in.twin().isPresent(), in -> in.twin().map(OtherMeter::title).orElse("")),
            // system /Ac/In/0/ServiceName; acinput.py, input_tree
            new Rule(Condition.ESS_NOT_CHOSEN, in -> in.isProved() && !in.isChosen() && !in.chosen().isEmpty()
                    && in.settled(), Inputs::rivalTitle),
            new Rule(Condition.ESS_EXPECTED, in -> !in.isChosen() || !in.isProved()),
            // com.victronenergy.hub4 /Alarms/NoGridMeter; venus-platform, notifications.cpp
            new Rule(Condition.ESS_NOT_SEEN, in -> in.notSeen() && in.settled()),

            // How well?
            // this driver's order of phases; dbus_systemcalc.py, em_p
            new Rule(Condition.ESS_ONE_PHASE_ONLY, in -> in.meter().hasOnePhaseOnly(), in -> PhaseOrder.STRAIGHT.text()),
            // settings /Settings/CGwacs/Hub4Mode; gui, settings_ess_individual_phase. With an inverter on one phase the others are not
            // covered (github.com/victronenergy/venus/issues/1094).
            new Rule(Condition.ESS_INDIVIDUAL_PHASE, in -> in.settings().mode() == BusItemClient.INDIVIDUAL_PHASE
                    && (in.hasSeveralPhases() ? in.meter().hasTotalOnly() : !in.meter().hasTotalOnly() && !in.meter().inThirds()),
                    in -> in.hasSeveralPhases() ? "" : "one_phase"),
            // settings /Settings/CGwacs/AcInputLimit; gui-v2, PageSettingsHub4Peakshaving.qml
            new Rule(Condition.ESS_IMPORT_LIMIT, in -> in.settings().limitsImport() && in.hasSeveralPhases()
                    && (in.meter().hasTotalOnly() || in.meter().inThirds()), in -> in.meter().inThirds() ? "thirds" : ""),
            // inverter /Ac/ActiveIn/L1/P to L3; dbus_systemcalc.py, ain_p. Before those about a slow meter:
            // inverters can be followed only with the right order of phases.
            new Rule(Condition.ESS_PHASE_ORDER, in -> in.order() != null, Inputs::orderText),
            // settings /Settings/CGwacs/MaxDischargePower; systemstate.py, UserDischargeLimited; gui
            new Rule(Condition.ESS_NO_DISCHARGE, in -> in.settings().noDischarge()),
            // settings /Settings/CGwacs/BatteryUse; gui, settings_ess_only_critical_loads
            new Rule(Condition.ESS_CRITICAL_LOADS, in -> in.settings().criticalLoads()),
            // this meter's interval, and how the driver follows the inverters
            new Rule(Condition.ESS_FOLLOWED, in -> in.isSlow() && in.inverterFollower() == Condition.FOLLOW_FOLLOWED),
            new Rule(Condition.ESS_SLOW, Inputs::isSlow, Inputs::slowCase),
            new Rule(Condition.ESS_USED, in -> true));

    /** @param afterNanos how long it has to hold until it counts: what is absent is so for a moment when its service starts */
    record Rule(Condition state, long afterNanos, Predicate<Inputs> holds, Function<Inputs, String> detail) {
        private Rule(Condition state, long afterNanos, Predicate<Inputs> holds) {
            this(state, afterNanos, holds, in -> "");
        }

        private Rule(Condition state, Predicate<Inputs> holds, Function<Inputs, String> detail) {
            this(state, 0, holds, detail);
        }

        private Rule(Condition state, Predicate<Inputs> holds) {
            this(state, 0, holds);
        }

        private Finding finding(Inputs inputs) {
            return Finding.of(state, detail.apply(inputs));
        }
    }

    /** What is proved of the inverter: that it regulates now, or what stands against it. The names are cases of the texts. */
    enum Regulator {
        /** systemcalc names it, so that it is connected; it is on, in no state of one that stands still, and has the assistant of ESS. */
        PROVED,
        /** The same of a Multi RS whose units all say that they use no meter. */
        USES_NO_METER,
        /** A value that decides is not there: nobody knows. */
        UNREAD,
        /** systemcalc names no inverter: it is not connected, as one without power, or with an empty battery. */
        DISCONNECTED,
        OFF,
        CHARGER_ONLY,
        /** Inverter only: it takes nothing from the grid. */
        INVERTER_ONLY,
        PASSTHROUGH,
        /** It is on, and its state is that of one that stands still. */
        FAULT;

        boolean isProved() {
            return this == PROVED || this == USES_NO_METER;
        }

        /** True if a value says so, and not the absence of one. */
        boolean isSaid() {
            return this == OFF || this == CHARGER_ONLY || this == INVERTER_ONLY || this == PASSTHROUGH;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The facts on the bus that decide what ESS does with this meter.
     *
     * @param inverter null if no inverter/charger is on the bus
     * @param regulatedBefore whether ESS regulated by this meter when that was last known, with the inverter on the grid
     * @param chosen the services that systemcalc uses for the AC inputs; empty without systemcalc, or before its choice
     * @param gridPowerAbsent whether systemcalc has no power of the grid
     * @param inverterFollower how the driver follows the inverters between the telegrams; null if unknown, or if it cannot
     * @param order that minutes of data support; null if this is the present one, or if the data do not decide
     */
    record Inputs(PublishedMeter meter, AcInputTypes acInputs, Settings settings, List<OtherMeter> others, @Nullable Inverter inverter,
                  Regulator regulator, boolean regulatedBefore, List<String> chosen, boolean gridPowerAbsent,
                  boolean notSeen, boolean settled, @Nullable Condition inverterFollower, @Nullable PhaseOrder order) {
        private boolean isSlow() {
            Duration interval = meter.interval();
            return interval != null && IntervalGrade.of(interval) == IntervalGrade.SLOW;
        }

        private boolean isChosen() {
            return chosen.contains(meter.service());
        }

        private boolean hasSeveralPhases() {
            return inverter != null && inverter.severalPhases();
        }

        private ActiveInput activeInput() {
            return inverter == null ? ActiveInput.UNKNOWN : inverter.activeInput();
        }

        private boolean isProved() {
            return regulator.isProved();
        }

        /** Returns the other meter that ESS uses, before a choice that with the lowest instance; none while nothing is proved. */
        private Optional<OtherMeter> rival() {
            return others.stream().filter(other -> isProved() && (chosen.isEmpty() || chosen.contains(other.service())))
                    .min(Comparator.comparingInt(OtherMeter::instance));
        }

        private String rivalTitle() {
            return rival().map(OtherMeter::title).orElseGet(() -> chosen.isEmpty() ? "" : chosen.get(0));
        }

        private Optional<OtherMeter> twin() {
            return others.stream().filter(other -> other.instance() == meter.instance()).findFirst();
        }

        private String powerlessCase() {
            PowerAbsence absence = meter.powerAbsence();
            return absence == null ? "" : switch (absence) {
                case PIN, INF_OFF, WITHHELD -> "";
                case NO_DIRECTION, EXPORT_UNKNOWN -> "direction";
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
     * @param waitsForGrid whether it inverts, is switched on and ignores no AC input that is the grid: without an active input, because
     *                     the grid is lost
     * @param withoutAssistant whether it is on VE.Bus, works, and has no assistant of ESS
     */
    record Inverter(ActiveInput activeInput, boolean waitsForGrid, boolean withoutAssistant, boolean severalPhases) {
    }

    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; null without a setting, or without this input.
     *
     * @param ofInverter whether the inverter/charger itself (a Multi RS) has the settings, not the GX device
     */
    record AcInputTypes(@Nullable Integer first, @Nullable Integer second, boolean ofInverter) {
        /** Returns whether an input, 0 or 1, is the grid or shore. */
        boolean isGrid(int input) {
            Integer type = input == 0 ? first : second;
            return type != null && Inverters.isGrid(type);
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

    /**
     * Returns the verdict for those who act: the first row that holds; within its time nothing is proved.
     *
     * @param heldNanos gives for how long a row has held
     */
    static Finding verdict(Inputs inputs, ToLongFunction<Rule> heldNanos) {
        Rule rule = first(row -> row.holds().test(inputs));
        return heldNanos.applyAsLong(rule) >= rule.afterNanos() ? rule.finding(inputs)
                : Finding.of(Condition.ESS_NOT_NOW, inputs.isProved() ? "" : inputs.regulator().key());
    }

    /** Returns what the owner is told: the first row that has held for its time. */
    static Finding status(Inputs inputs, ToLongFunction<Rule> heldNanos) {
        return first(row -> row.holds().test(inputs) && heldNanos.applyAsLong(row) >= row.afterNanos()).finding(inputs);
    }

    private static Rule first(Predicate<Rule> condition) {
        return TABLE.stream().filter(condition).findFirst().orElseThrow();
    }

    /**
     * Returns the finding about a meter that sends nothing: without a proof that the inverter is on the grid, perhaps a power cut.
     *
     * @param regulatedBefore whether ESS regulated by this meter when that was last known, and the meter was on the bus in this run: the
     *                        proof of a boot would be that of a meter that died before it
     */
    static Finding silentStatus(@Nullable Inverter inverter, Regulator regulator, boolean regulatedBefore) {
        if (regulator == Regulator.OFF) {
            return Finding.of(Condition.ESS_METER_GONE, "off_grid");
        }
        return switch (inverter == null ? ActiveInput.UNKNOWN : inverter.activeInput()) {
            case GRID -> Finding.of(Condition.ESS_METER_GONE, "");
            case UNKNOWN -> regulatedBefore ? Finding.of(Condition.ESS_GRID_LOST, "unproved") : Finding.of(Condition.ESS_METER_GONE, "");
            case GENERATOR -> Finding.of(Condition.ESS_GRID_LOST, "generator");
            case NONE -> inverter != null && inverter.waitsForGrid() ? Finding.of(Condition.ESS_GRID_LOST, "")
                    : Finding.of(Condition.ESS_METER_GONE, "off_grid");
        };
    }
}
