package org.dbusp1.output.venus;

import java.util.Optional;
import java.util.OptionalInt;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.dialect.France;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.EssVerdict.IntervalGrade;
import org.dbusp1.output.EssVerdict.State;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.venus.EssInputs.OtherMeter;

/**
 * Decides what ESS does with a meter, and why. ESS regulates by what dbus-systemcalc-py, delegates/acinput.py, chooses:
 * the grid meter with the lowest instance, for an AC input that is grid or shore, unless the owner has the inverter
 * measure (gui-v2, PageSettingsHub4.qml).
 */
final class EssRules {
    private static final int GRID = 1;

    private EssRules() {
    }

    static EssVerdict verdict(EssInputs facts) {
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

    private static EssVerdict otherRole(EssInputs facts) {
        return new EssVerdict(State.OTHER_ROLE,
                "ESS does not use this meter as the grid meter, because of its role: " + facts.role(),
                facts.roleConfigured() ? "If it measures the grid, set venus.role=grid"
                        : "If it measures the grid, choose the role Grid: Settings, Devices, the meter, Setup",
                facts.role());
    }

    private static EssVerdict inputNotGrid(EssInputs facts) {
        EssInputs.Inputs inputs = facts.inputs();
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
        return switch (setting) {
            case 0 -> "not used";
            case GRID -> "Grid";
            case 2 -> "Generator";
            case 3 -> "Shore";
            default -> Integer.toString(setting);
        };
    }

    private static EssVerdict otherMeter(EssInputs facts, OtherMeter rival) {
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

    private static EssVerdict sameInstance(EssInputs facts, OtherMeter other) {
        return new EssVerdict(State.SAME_INSTANCE,
                "ESS may use this meter or another one: " + named(other) + ", because both have the instance " + facts.instance(),
                "Give one of them another instance: Settings, Devices, " + other.name(), other.name());
    }

    private static String named(OtherMeter other) {
        return other.name() + " (" + other.service() + ", " + other.driver() + ")";
    }

    private static EssVerdict used(EssInputs facts, boolean chosen) {
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
            EssInputs.PhaseOrderDoubt doubt = facts.order().get();
            String order = doubt.map().text();
            return new EssVerdict(State.PHASE_ORDER, "ESS uses this meter, but " + doubt.phases()
                    + ", according to the inverter's powers over " + doubt.minutes() + " minutes",
                    "Check the wiring of the phases; if they are exchanged, set the order of phases to " + order, order);
        }
        return chosen ? new EssVerdict(State.USED, "ESS uses this meter", "", "")
                : new EssVerdict(State.EXPECTED, "nothing keeps ESS from using this meter", "", "");
    }
}
