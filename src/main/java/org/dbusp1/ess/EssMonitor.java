package org.dbusp1.ess;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.dbusp1.ess.EssRules.OtherMeter;
import org.dbusp1.feedback.EssStatus;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.problem.Condition;
import org.dbusp1.venus.BusItemClient;
import org.dbusp1.venus.BusValues;
import org.dbusp1.venus.BusValues.Question;
import org.dbusp1.venus.VictronBus;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the bus what ESS does with the meter: everything each minute, and when a setting of ESS or a grid meter
 * changes; every ten seconds the values that change without a signal. The status for the owner (the verdict) follows when
 * all answers have arrived. A service that hangs is not asked again until it answers or leaves; if the verdict depends on
 * it, the verdict is unknown.
 */
public final class EssMonitor implements BusValues.Reader {
    private static final long PERIOD_NANOS = 10_000_000_000L;
    private static final long WHOLE_PERIOD_NANOS = 60_000_000_000L;
    /** The time between rounds while systemcalc may still choose a grid meter, after a change; services answer within it. */
    private static final long SOON_NANOS = 2_000_000_000L;
    /**
     * The time after a change in which systemcalc chooses a grid meter: until then each round is a whole one, and a meter that is not
     * chosen may still be.
     */
    private static final long SETTLING_NANOS = 15_000_000_000L;
    /** Path of the alarm that ESS wants an external grid meter and has none. */
    private static final String NO_GRID_METER = "/Alarms/NoGridMeter";
    private static final String GRID = "com.victronenergy.grid.";
    private static final List<String> INVERTERS =
            List.of("com.victronenergy.vebus.", "com.victronenergy.acsystem.", "com.victronenergy.multi.");
    private static final List<String> CHOSEN_METER_PATHS = List.of("/Ac/In/0/ServiceName", "/Ac/In/1/ServiceName");
    private static final List<String> GRID_METER_PATHS = List.of("/DeviceInstance", "/CustomName", "/ProductName", "/Mgmt/Connection");
    /**
     * Begins the names of inverters that have the types of their AC inputs themselves (dbus-systemcalc-py, acinput.py,
     * input_types).
     */
    private static final String OWN_INPUTS = "com.victronenergy.acsystem.";
    /**
     * Path of the mode of ESS of such an inverter. Its numbers are those of gui-v2, enums.h, Ess_State (PageRsSystemEss.qml): they
     * agree with {@link BusItemClient#ESS_MODE} on {@link EssFacts#EXTERNAL} alone.
     */
    private static final String OWN_MODE = "/Settings/Ess/Mode";
    private static final List<String> INPUT_TYPES = List.of("/Ac/In/1/Type", "/Ac/In/2/Type");
    /** Paths of the inverter's powers at its AC input. */
    private static final List<String> AC_INPUT_POWER_PATHS = List.of("/Ac/ActiveIn/L1/P", "/Ac/ActiveIn/L2/P", "/Ac/ActiveIn/L3/P");

    // In order: the services, whether to read in every round, whether a changed value asks for a whole round, the paths.
    static final List<Question> QUESTIONS = List.of(
            new Question(BusItemClient.SETTINGS::equals, false, false, BusItemClient.ESS_SETTINGS),
            new Question(EssFacts.SYSTEM::equals, true, true, CHOSEN_METER_PATHS),
            new Question(EssFacts.SYSTEM::equals, true, false, List.of(EssFacts.SHAVES)),
            new Question(EssFacts.HUB4::equals, true, false, List.of(NO_GRID_METER)),
            new Question(EssMonitor::isGrid, false, false, GRID_METER_PATHS),
            new Question(EssMonitor::isInverter, true, false, AC_INPUT_POWER_PATHS),
            new Question(name -> name.startsWith(OWN_INPUTS), false, false, INPUT_TYPES),
            new Question(name -> name.startsWith(OWN_INPUTS), false, false, List.of(OWN_MODE)));

    /** Gets the verdict, and tells how the driver follows inverters. */
    public interface Host {
        /**
         * Returns how the driver follows the inverters between the telegrams of a slow meter; null if the driver cannot
         * follow them.
         */
        @Nullable Condition followCondition();

        void verdictChanged();
    }

    private final BusValues values;
    private final LongSupplier clock;
    private final Host host;
    private final PhaseComparison comparison = new PhaseComparison();
    /** Whether ESS regulates by this meter, according to the newest complete answers. */
    private boolean regulating;
    /** The meter as last published; null while the meter is not on the bus. */
    private @Nullable PublishedMeter publishedMeter;
    /** The service of the last published meter, also after it left the bus; empty before the first. */
    private String service = "";
    /** Null before the first meter is published. */
    private @Nullable PhaseOrder order;
    private EssStatus verdict = EssStatus.UNKNOWN;
    /** When the next round is due, by the clock. */
    private long nextNanos;
    /** When a setting of ESS or a grid meter on the bus last changed, or this meter came to the bus, by the clock. */
    private long changeNanos;
    /** When the last whole round began, by the clock. */
    private long wholeNanos;

    /** @param clock as {@link System#nanoTime} */
    public EssMonitor(VictronBus bus, LongSupplier clock, Host host) {
        this.values = new BusValues(QUESTIONS, bus, clock, this);
        this.clock = clock;
        this.host = host;
    }

    public EssStatus verdict() {
        return verdict;
    }

    /** Returns whether ESS regulates by this meter, if known; false while it is unknown. */
    public boolean regulates() {
        return regulating;
    }

    /**
     * Called when telegrams arrive after {@link #offline}: ends its verdict; the next one follows when the meter is on the
     * bus.
     */
    public void telegramsArrive() {
        if (verdict.equals(EssStatus.GONE)) {
            setVerdict(EssStatus.UNKNOWN);
        }
    }

    /** Accepts the meter as it is now published, and asks the bus if a round is due. */
    public void accept(PublishedMeter meter) {
        long now = clock.getAsLong();
        if (publishedMeter == null || !service.equals(meter.service())) {
            changeNanos = now;
            nextNanos = now;
        }
        if (!meter.order().equals(order)) {
            order = meter.order();
            comparison.restart();
            nextNanos = now;
        }
        publishedMeter = meter;
        service = meter.service();
        if (now - nextNanos >= 0 && !values.isAsking()) {
            boolean settling = now - changeNanos < SETTLING_NANOS;
            nextNanos = now + (settling ? SOON_NANOS : PERIOD_NANOS);
            ask(settling || values.needsWholeRound() || now - wholeNanos >= WHOLE_PERIOD_NANOS);
        }
    }

    private void ask(boolean everything) {
        wholeNanos = everything ? clock.getAsLong() : wholeNanos;
        values.ask(everything);
    }

    /** Returns all services except this meter's, with only one inverter. */
    @Override
    public List<String> selected(List<String> onBus) {
        String inverter = onBus.stream().filter(EssMonitor::isInverter).sorted().findFirst().orElse(null);
        return onBus.stream().filter(name -> isInverter(name) ? name.equals(inverter) : !name.equals(service)).toList();
    }

    /** Called when a setting of ESS, or a grid meter on the bus, has changed: asks for everything again. */
    public void surroundingsChanged() {
        long now = clock.getAsLong();
        changeNanos = now;
        nextNanos = now + SOON_NANOS;
        if (publishedMeter != null && !values.isAsking()) {
            ask(true);
        }
    }

    /** Called when the meter left the bus: the verdict is that no telegrams arrive. */
    public void offline() {
        publishedMeter = null;
        comparison.skip();
        forget();
        setVerdict(EssStatus.GONE);
    }

    /** Called when localsettings left the bus: until it returns the verdict is unknown. */
    public void settingsLeft() {
        forget();
        setVerdict(publishedMeter == null ? verdict : EssStatus.UNKNOWN);
    }

    private void forget() {
        regulating = false;
        values.forget();
    }

    private @Nullable String inverter() {
        return values.names().stream().filter(EssMonitor::isInverter).findFirst().orElse(null);
    }

    private List<String> chosen() {
        return CHOSEN_METER_PATHS.stream().flatMap(path -> values.text(EssFacts.SYSTEM, path).stream()).toList();
    }

    /** Accepts all answers of a round; begins a whole round if more seems to have changed. */
    @Override
    public void answered() {
        if (values.hasChanged()) {
            nextNanos = clock.getAsLong();
        } else if (publishedMeter != null) {
            boolean complete = isComplete();
            EssStatus verdictOfRules = EssRules.status(inputs(publishedMeter));
            regulating = complete && isRegulating();
            setVerdict(complete ? verdictOfRules.withPeakShaving(values.integer(EssFacts.SYSTEM, EssFacts.SHAVES).orElse(0) == 1)
                    : EssStatus.UNKNOWN);
        }
    }

    private boolean isRegulating() {
        return chosen().contains(service) && inverter() != null
                && values.integer(BusItemClient.SETTINGS, BusItemClient.WITHOUT_GRID_METER).orElse(0) == 0
                && mode() != EssFacts.EXTERNAL;
    }

    /** Returns a value of {@link BusItemClient#ESS_MODE}; 0 if unknown, and for a mode that an inverter has itself and is not external. */
    private int mode() {
        String inverter = inverter();
        if (inverter != null && inverter.startsWith(OWN_INPUTS)) {
            return values.integer(inverter, OWN_MODE).orElse(0) == EssFacts.EXTERNAL ? EssFacts.EXTERNAL : 0;
        }
        return values.integer(BusItemClient.SETTINGS, BusItemClient.ESS_MODE).orElse(0);
    }

    /**
     * Returns whether every service on which the verdict depends has answered. It does not depend on an inverter that is
     * read only for the comparison of phases, nor on the service that has the alarm.
     */
    private boolean isComplete() {
        return values.names().stream().noneMatch(name -> values.hangs(name) && !name.equals(EssFacts.HUB4)
                && (!isInverter(name) || name.startsWith(OWN_INPUTS)));
    }

    private static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private static boolean isInverter(String name) {
        return INVERTERS.stream().anyMatch(name::startsWith);
    }

    private EssRules.Inputs inputs(PublishedMeter meter) {
        String inverter = inverter();
        PhaseWatts inverterPowers = inverter == null ? PhaseWatts.UNKNOWN
                : PhaseWatts.of(phase -> values.number(inverter, AC_INPUT_POWER_PATHS.get(phase - 1)));
        comparison.accept(meter.powers(), inverterPowers, clock.getAsLong());
        List<OtherMeter> others = new ArrayList<>();
        for (String name : values.names()) {
            OptionalInt instance = values.integer(name, "/DeviceInstance");
            if (isGrid(name) && instance.isPresent()) {
                String called = values.text(name, "/CustomName").or(() -> values.text(name, "/ProductName")).orElse(name);
                others.add(new OtherMeter(name, instance.getAsInt(), called + " ("
                        + values.text(name, "/Mgmt/Connection").orElse("VRM instance " + instance.getAsInt()) + ")"));
            }
        }
        return new EssRules.Inputs(meter.role(), meter.powerAbsence(), meter.showsPhases() && !meter.order().fits(meter.phaseCount()),
                !meter.showsPhases() || meter.phaseCount() == 1, service, meter.instance(), meter.interval(), acInputs(inverter),
                values.integer(BusItemClient.SETTINGS, BusItemClient.WITHOUT_GRID_METER).orElse(0) == 1,
                mode(), others, inverter != null,
                inverterPowers.knows(2) || inverterPowers.knows(3), chosen(),
                values.integer(EssFacts.HUB4, NO_GRID_METER).orElse(0) > 0,
                clock.getAsLong() - changeNanos >= SETTLING_NANOS, host.followCondition(),
                comparison.supported(meter.order()));
    }

    private EssRules.AcInputTypes acInputs(@Nullable String inverter) {
        Integer first = inverter == null ? null : inputType(inverter, INPUT_TYPES.get(0));
        return inverter != null && first != null
                ? new EssRules.AcInputTypes(first, inputType(inverter, INPUT_TYPES.get(1)), true)
                : new EssRules.AcInputTypes(inputType(BusItemClient.SETTINGS, BusItemClient.AC_INPUT_1),
                        inputType(BusItemClient.SETTINGS, BusItemClient.AC_INPUT_2), false);
    }

    private @Nullable Integer inputType(String service, String path) {
        OptionalInt type = values.integer(service, path);
        return type.isPresent() ? (Integer) type.getAsInt() : null;
    }

    private void setVerdict(EssStatus present) {
        if (!present.equals(verdict)) {
            verdict = present;
            host.verdictChanged();
        }
    }
}
