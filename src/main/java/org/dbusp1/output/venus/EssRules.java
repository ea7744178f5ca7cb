package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Dialect;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.EssVerdict.Between;
import org.dbusp1.output.EssVerdict.IntervalGrade;
import org.dbusp1.output.EssVerdict.State;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.PhaseComparison.Doubt;

/**
 * Decides what ESS does with a meter, and why. ESS regulates by what dbus-systemcalc-py, delegates/acinput.py, chooses:
 * the grid meter with the lowest instance, for an AC input that is grid or shore, unless the owner has the inverter
 * measure (gui-v2, PageSettingsHub4.qml).
 */
final class EssRules {
    private static final int GRID = 1;
    /** The names of the types of an AC input. */
    private static final List<String> AC_INPUT_TYPES = List.of("not used", "Grid", "Generator", "Shore");

    /**
     * The facts on the bus that decide what ESS does with this meter.
     *
     * @param role            what the meter measures
     * @param roleConfigured  whether the configuration sets the role, and not the owner on the device
     * @param powerless       the meter's dialect where it has sent no power so far, so that its service is not that of a
     *                        grid meter; else empty
     * @param onePhaseOrder   the order of phases where it names one phase, but the meter has three: two are not published
     * @param service         the meter's service
     * @param instance        its instance
     * @param interval        the time between its telegrams; empty while it has not been measured
     * @param acInputs        the types of the AC inputs
     * @param withoutMeter    the setting RunWithoutGridMeter: the inverter measures
     * @param others          the other grid meters on the bus
     * @param inverter        whether an inverter/charger is on the bus
     * @param chosen          the services that systemcalc uses for the AC inputs; empty where it is not on the bus, or has
     *                        chosen none
     * @param notSeen         whether ESS reports that it has no grid meter
     * @param settled         whether systemcalc had time to choose
     * @param between         what the driver does between the telegrams; empty where it can do nothing, as far as it is known
     * @param order           the order of phases that minutes of data support, where it differs from the present one
     */
    record Inputs(String role, boolean roleConfigured, Optional<Dialect> powerless, Optional<PhaseOrder> onePhaseOrder,
                  String service, int instance, Optional<Duration> interval, AcInputTypes acInputs, boolean withoutMeter,
                  List<OtherMeter> others, boolean inverter, List<String> chosen, boolean notSeen, boolean settled,
                  Optional<Between.State> between, Optional<Doubt> order) {
        private boolean isSlow() {
            return interval.map(IntervalGrade::of).filter(IntervalGrade.SLOW::equals).isPresent();
        }
    }

    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; empty where no setting has the type.
     *
     * @param ofInverter whether the inverter/charger itself has these settings, as a Multi RS, and not the GX device
     */
    record AcInputTypes(OptionalInt first, OptionalInt second, boolean ofInverter) {
        private boolean exclude(int type) {
            return first.isPresent() && first.getAsInt() != type && !second.equals(OptionalInt.of(type));
        }
    }

    /**
     * Another grid meter on the bus.
     *
     * @param name   its own name, else its product's
     * @param driver its program and connection
     */
    record OtherMeter(String service, int instance, String name, String driver) {
        boolean isOurs() {
            return driver.startsWith("dbus-p1,");
        }
    }

    private EssRules() {
    }

    static EssVerdict verdict(Inputs inputs) {
        if (!inputs.role().equals(Role.GRID.text())) {
            return otherRole(inputs);
        }
        if (inputs.powerless().isPresent()) {
            return noPower(inputs.powerless().get());
        }
        boolean chosen = inputs.chosen().contains(inputs.service());
        Optional<OtherMeter> rival = inputs.others().stream()
                .filter(other -> inputs.chosen().isEmpty() ? other.instance() <= inputs.instance()
                        : inputs.chosen().contains(other.service()))
                .min((a, b) -> Integer.compare(a.instance(), b.instance()));
        if (!chosen && inputs.acInputs().exclude(GRID)) {
            return inputNotGrid(inputs);
        }
        if (inputs.withoutMeter() && inputs.isSlow()) {
            return new EssVerdict(State.SLOW_NOT_USED, "ESS measures by the inverter, not by this meter, whose telegrams come every "
                    + inputs.interval().get().toSeconds() + " s: as it is, that is right. If ESS shall use it,"
                    + " set Grid metering to External meter (Settings, System setup, ESS), then switch on Follow the inverter (Settings,"
                    + " Devices, the meter, P1 meter, Setup)", "", "");
        }
        if (inputs.withoutMeter()) {
            return new EssVerdict(
                    State.METERING_BY_INVERTER, "ESS ignores this meter: Grid metering is Inverter/Charger",
                    "Set Grid metering to External meter: Settings, System setup, ESS", "");
        }
        if (rival.isPresent() && !chosen) {
            return otherMeter(inputs, rival.get());
        }
        Optional<OtherMeter> same = inputs.others().stream().filter(other -> other.instance() == inputs.instance())
                .findFirst();
        if (same.isPresent()) {
            return sameInstance(inputs, same.get());
        }
        if (!chosen && !inputs.chosen().isEmpty() && inputs.settled()) {
            return new EssVerdict(State.NOT_CHOSEN, "ESS uses " + inputs.chosen().get(0) + ", not this meter",
                    "Restart the GX device", inputs.chosen().get(0));
        }
        return used(inputs, chosen);
    }

    /** Returns the verdict whose detail is off, the state between the telegrams, or empty where nothing can be done between them. */
    private static EssVerdict slow(long seconds, Optional<Between.State> between) {
        String text = "ESS uses this meter, but its telegrams come every " + seconds + " s, too seldom to regulate well";
        if (between.isEmpty()) {
            return new EssVerdict(State.SLOW, text, "Use it for display and for slow charging. For ESS connect an inverter that reports"
                    + " its power, or ask the grid operator for a meter that sends each second", "");
        }
        String detail = between.get().key();
        return switch (between.get()) {
            case ACTING -> new EssVerdict(State.BETWEEN, "ESS uses this meter well: its telegrams come every " + seconds
                    + " s, and between them the driver follows the inverter", "", detail);
            case OFF -> new EssVerdict(State.SLOW, text, "Switch on Follow the inverter: Settings, Devices, the meter, P1 meter, Setup",
                    detail);
            case WATCHING -> new EssVerdict(State.SLOW, text + "; the driver is learning how the telegrams follow the inverter",
                    "Wait: it follows the inverter by itself after some 15 moves of it", detail);
            default -> new EssVerdict(State.SLOW, text + "; the driver does not follow the inverter now",
                    "See why: Settings, Devices, the meter, P1 meter, Now", detail);
        };
    }

    /** Returns the verdict whose detail is optical, historique, or tic for any other French meter. */
    private static EssVerdict noPower(Dialect dialect) {
        String text = "ESS does not use this meter, because it sends no power";
        if (dialect.port() == Dialect.Port.OPTICAL) {
            return new EssVerdict(State.NO_POWER, text, "Get the meter's PIN from the metering operator, enter it with"
                    + " a torch at the meter's light sensor, and set Inf to On", "optical");
        }
        return dialect.equals(Dialect.TIC_HISTORIQUE)
                ? new EssVerdict(State.NO_POWER, text, "The TIC in its mode historique has neither watts nor a"
                        + " direction: ask the supplier to switch the meter to the mode standard, which is free",
                        "historique")
                : new EssVerdict(State.NO_POWER, text, "The TIC has no watts: read about tic.power in the chapter"
                        + " Meters of the manual", "tic");
    }

    private static EssVerdict otherRole(Inputs inputs) {
        return new EssVerdict(State.OTHER_ROLE,
                "ESS does not use this meter as the grid meter, because of its role: " + inputs.role(),
                inputs.roleConfigured() ? "If it measures the grid, set venus.role=grid"
                        : "If it measures the grid, choose the role Grid: Settings, Devices, the meter, Setup",
                inputs.role());
    }

    private static EssVerdict inputNotGrid(Inputs inputs) {
        AcInputTypes acInputs = inputs.acInputs();
        String text = "ESS ignores this meter: AC input 1 is " + input(acInputs.first().getAsInt())
                + (acInputs.second().isPresent() ? ", AC input 2 is " + input(acInputs.second().getAsInt()) : "")
                + ", no AC input is set to Grid";
        return acInputs.ofInverter()
                ? new EssVerdict(State.INPUT_NOT_GRID, text,
                        "Set the type of the inverter/charger's AC input to Grid, with VictronConnect", "VictronConnect")
                : new EssVerdict(State.INPUT_NOT_GRID, text,
                        "Set AC input 1 to Grid: Settings, System setup, AC system", "");
    }

    private static String input(int setting) {
        return setting >= 0 && setting < AC_INPUT_TYPES.size() ? AC_INPUT_TYPES.get(setting) : Integer.toString(setting);
    }

    private static EssVerdict otherMeter(Inputs inputs, OtherMeter rival) {
        if (rival.instance() == inputs.instance()) {
            return sameInstance(inputs, rival);
        }
        String remedy = rival.isOurs()
                ? "If one of the two measures something else, choose its role: Settings, Devices, the meter, Setup"
                : "Unplug it or uninstall its driver, or give it another role, or an instance above " + inputs.instance()
                        + ": Settings, Devices, " + rival.name();
        String why = rival.instance() < inputs.instance() ? "lower than this meter's " + inputs.instance()
                : "the one that the GX device has chosen";
        return new EssVerdict(State.OTHER_METER,
                "ESS uses another grid meter: " + named(rival) + ", because its instance, " + rival.instance() + ", is " + why,
                remedy, rival.name());
    }

    private static EssVerdict sameInstance(Inputs inputs, OtherMeter other) {
        return new EssVerdict(State.SAME_INSTANCE,
                "ESS may use this meter or another one: " + named(other) + ", because both have the instance " + inputs.instance(),
                "Give one of them another instance: Settings, Devices, " + other.name(), other.name());
    }

    private static String named(OtherMeter other) {
        return other.name() + " (" + other.service() + ", " + other.driver() + ")";
    }

    private static EssVerdict used(Inputs inputs, boolean chosen) {
        if (chosen && !inputs.inverter()) {
            return new EssVerdict(State.NO_INVERTER,
                    "no inverter/charger is connected: the meter is only shown, not used for control", "", "");
        }
        if (chosen && inputs.notSeen() && inputs.settled()) {
            return new EssVerdict(State.NOT_SEEN,
                    "ESS reports that it has no grid meter, although the GX device has chosen this one",
                    "Restart the GX device", "");
        }
        if (inputs.onePhaseOrder().isPresent()) {
            String all = PhaseOrder.STRAIGHT.text();
            return new EssVerdict(State.ONE_PHASE_ONLY, "ESS uses this meter, but only one of its three phases: the"
                    + " order of phases is " + inputs.onePhaseOrder().get().text() + ", that of a one-phase meter",
                    "Set the order of phases to " + all + ", or to the order of the wiring", all);
        }
        if (inputs.isSlow()) {
            return slow(inputs.interval().get().toSeconds(), inputs.between());
        }
        if (chosen && inputs.order().isPresent()) {
            Doubt doubt = inputs.order().get();
            String order = doubt.map().text();
            return new EssVerdict(State.PHASE_ORDER, "ESS uses this meter, but " + doubt.phases()
                    + ", according to the inverter's powers over " + doubt.minutes() + " minutes",
                    "Check the wiring of the phases; if they are exchanged, set the order of phases to " + order, order);
        }
        return chosen ? new EssVerdict(State.USED, "ESS uses this meter", "", "")
                : new EssVerdict(State.EXPECTED, "nothing keeps ESS from using this meter", "", "");
    }
}
