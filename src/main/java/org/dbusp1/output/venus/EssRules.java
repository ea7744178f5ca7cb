package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.dialect.France;
import org.dbusp1.output.EssVerdict;
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
    private static final List<String> INPUTS = List.of("not used", "Grid", "Generator", "Shore");

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
     * @param inputs          the types of the AC inputs
     * @param withoutMeter    the setting RunWithoutGridMeter: the inverter measures
     * @param others          the other grid meters on the bus
     * @param inverter        whether an inverter/charger is on the bus
     * @param chosen          the services that systemcalc uses for the AC inputs; empty where it is not on the bus, or has
     *                        chosen none
     * @param notSeen         whether ESS reports that it has no grid meter
     * @param settled         whether systemcalc had time to choose
     * @param order           the order of phases that minutes of data support, where it differs from the present one
     */
    record Inputs(String role, boolean roleConfigured, Optional<Dialect> powerless, Optional<PhaseOrder> onePhaseOrder,
                  String service, int instance, Optional<Duration> interval, AcInputs inputs, boolean withoutMeter,
                  List<OtherMeter> others, boolean inverter, List<String> chosen, boolean notSeen, boolean settled,
                  Optional<Doubt> order) {
    }

    /**
     * The types of the AC inputs: 0 not used, 1 grid, 2 generator, 3 shore; empty where no setting has the type.
     *
     * @param ofInverter whether the inverter/charger itself has these settings, as a Multi RS, and not the GX device
     */
    record AcInputs(OptionalInt first, OptionalInt second, boolean ofInverter) {
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

    static EssVerdict verdict(Inputs facts) {
        if (!facts.role().equals(Role.GRID.text())) {
            return otherRole(facts);
        }
        if (facts.powerless().isPresent()) {
            return noPower(facts.powerless().get());
        }
        boolean chosen = facts.chosen().contains(facts.service());
        Optional<OtherMeter> rival = facts.others().stream()
                .filter(other -> facts.chosen().isEmpty() ? other.instance() <= facts.instance()
                        : facts.chosen().contains(other.service()))
                .min((a, b) -> Integer.compare(a.instance(), b.instance()));
        if (!chosen && facts.inputs().first().isPresent() && !isGrid(facts.inputs().first())
                && !isGrid(facts.inputs().second())) {
            return inputNotGrid(facts);
        }
        if (facts.withoutMeter()) {
            return new EssVerdict(
                    State.METERING_BY_INVERTER, "ESS ignores this meter: Grid metering is Inverter/Charger",
                    "Set Grid metering to External meter: Settings, System setup, ESS", "");
        }
        if (rival.isPresent() && !chosen) {
            return otherMeter(facts, rival.get());
        }
        Optional<OtherMeter> same = facts.others().stream().filter(other -> other.instance() == facts.instance())
                .findFirst();
        if (same.isPresent()) {
            return sameInstance(facts, same.get());
        }
        if (!chosen && !facts.chosen().isEmpty() && facts.settled()) {
            return new EssVerdict(State.NOT_CHOSEN, "ESS uses " + facts.chosen().get(0) + ", not this meter",
                    "Restart the GX device", facts.chosen().get(0));
        }
        return used(facts, chosen);
    }

    /** Returns the verdict whose detail is optical, historique, or tic for any other French meter. */
    private static EssVerdict noPower(Dialect dialect) {
        String text = "ESS does not use this meter, because it sends no power";
        if (dialect.port() == Dialect.Port.OPTICAL) {
            return new EssVerdict(State.NO_POWER, text, "Get the meter's PIN from the metering operator, enter it with"
                    + " a torch at the meter's light sensor, and set Inf to On", "optical");
        }
        return dialect.equals(France.TIC_HISTORIQUE)
                ? new EssVerdict(State.NO_POWER, text, "The TIC in its mode historique has neither watts nor a"
                        + " direction: ask the supplier to switch the meter to the mode standard, which is free",
                        "historique")
                : new EssVerdict(State.NO_POWER, text, "The TIC has no watts: read about tic.power in the chapter"
                        + " Meters of the manual", "tic");
    }

    private static boolean isGrid(OptionalInt input) {
        return input.isPresent() && input.getAsInt() == GRID;
    }

    private static EssVerdict otherRole(Inputs facts) {
        return new EssVerdict(State.OTHER_ROLE,
                "ESS does not use this meter as the grid meter, because of its role: " + facts.role(),
                facts.roleConfigured() ? "If it measures the grid, set venus.role=grid"
                        : "If it measures the grid, choose the role Grid: Settings, Devices, the meter, Setup",
                facts.role());
    }

    private static EssVerdict inputNotGrid(Inputs facts) {
        AcInputs inputs = facts.inputs();
        String text = "ESS ignores this meter: AC input 1 is " + input(inputs.first().getAsInt())
                + (inputs.second().isPresent() ? ", AC input 2 is " + input(inputs.second().getAsInt()) : "")
                + ", no AC input is set to Grid";
        return inputs.ofInverter()
                ? new EssVerdict(State.INPUT_NOT_GRID, text,
                        "Set the type of the inverter/charger's AC input to Grid, with VictronConnect", "VictronConnect")
                : new EssVerdict(State.INPUT_NOT_GRID, text,
                        "Set AC input 1 to Grid: Settings, System setup, AC system", "");
    }

    private static String input(int setting) {
        return setting >= 0 && setting < INPUTS.size() ? INPUTS.get(setting) : Integer.toString(setting);
    }

    private static EssVerdict otherMeter(Inputs facts, OtherMeter rival) {
        if (rival.instance() == facts.instance()) {
            return sameInstance(facts, rival);
        }
        String remedy = rival.isOurs()
                ? "If one of the two measures something else, choose its role: Settings, Devices, the meter, Setup"
                : "Unplug it or uninstall its driver, or give it another role, or an instance above " + facts.instance()
                        + ": Settings, Devices, " + rival.name();
        String why = rival.instance() < facts.instance() ? "lower than this meter's " + facts.instance()
                : "the one that the GX device has chosen";
        return new EssVerdict(State.OTHER_METER,
                "ESS uses another grid meter: " + named(rival) + ", because its instance, " + rival.instance() + ", is " + why,
                remedy, rival.name());
    }

    private static EssVerdict sameInstance(Inputs facts, OtherMeter other) {
        return new EssVerdict(State.SAME_INSTANCE,
                "ESS may use this meter or another one: " + named(other) + ", because both have the instance " + facts.instance(),
                "Give one of them another instance: Settings, Devices, " + other.name(), other.name());
    }

    private static String named(OtherMeter other) {
        return other.name() + " (" + other.service() + ", " + other.driver() + ")";
    }

    private static EssVerdict used(Inputs facts, boolean chosen) {
        if (chosen && !facts.inverter()) {
            return new EssVerdict(State.NO_INVERTER,
                    "no inverter/charger is connected: the meter is only shown, not used for control", "", "");
        }
        if (chosen && facts.notSeen() && facts.settled()) {
            return new EssVerdict(State.NOT_SEEN,
                    "ESS reports that it has no grid meter, although the GX device has chosen this one",
                    "Restart the GX device", "");
        }
        if (facts.onePhaseOrder().isPresent()) {
            String all = PhaseOrder.STRAIGHT.text();
            return new EssVerdict(State.ONE_PHASE_ONLY, "ESS uses this meter, but only one of its three phases: the"
                    + " order of phases is " + facts.onePhaseOrder().get().text() + ", that of a one-phase meter",
                    "Set the order of phases to " + all + ", or to the order of the wiring", all);
        }
        if (facts.interval().map(IntervalGrade::of).filter(IntervalGrade.SLOW::equals).isPresent()) {
            long seconds = facts.interval().get().toSeconds();
            return new EssVerdict(State.SLOW,
                    "ESS uses this meter, but its telegrams come every " + seconds + " s, too seldom to regulate well",
                    "Use it for display and for slow charging. For ESS ask the grid operator for a meter that sends each second",
                    "");
        }
        if (chosen && facts.order().isPresent()) {
            Doubt doubt = facts.order().get();
            String order = doubt.map().text();
            return new EssVerdict(State.PHASE_ORDER, "ESS uses this meter, but " + doubt.phases()
                    + ", according to the inverter's powers over " + doubt.minutes() + " minutes",
                    "Check the wiring of the phases; if they are exchanged, set the order of phases to " + order, order);
        }
        return chosen ? new EssVerdict(State.USED, "ESS uses this meter", "", "")
                : new EssVerdict(State.EXPECTED, "nothing keeps ESS from using this meter", "", "");
    }
}
