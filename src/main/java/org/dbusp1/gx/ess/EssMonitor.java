package org.dbusp1.gx.ess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.EssRules.OtherMeter;
import org.dbusp1.gx.ess.EssRules.Regulator;
import org.jspecify.annotations.Nullable;

/**
 * Judges what ESS does with the meter, by the table of {@link EssRules}. The <b>verdict</b> is what the newest answers prove, for who acts:
 * the first row that holds, and ESS_NOT_NOW until that has held for its time. The <b>status</b> is what the screen, the page and the topics
 * say: the first row that has held for its time; until then a missing proof is ESS_EXPECTED.
 * <pre>
 * EssUse     conditions                    limiter, by the verdict   follower, by the verdict  events, by the status
 * REGULATES  used, slow, followed, ...     limits, unless owner's    corrects                  begin and end; a meter that falls silent
 *                                          settings leave nothing to                           is an alarm
 *                                          limit: not_used
 * NOT        not_chosen, settings, ...     gives back: not_used      ends with the telegram    begin and end; a silent meter is none
 * UNPROVED   not_now                       gives back: not_used      ends with the telegram    neither begin nor end; an alarm as before
 * OFF_GRID   not_connected, on_generator,  gives back: not_used      ends with the telegram    neither begin nor end; an alarm as before,
 *            inverter_off, grid_lost                                                           five minutes after its end
 * UNKNOWN    unknown, expected,            goes on with what is      ends with the telegram    neither begin nor end; an alarm as before
 *            meter_gone                    asked, begins nothing
 * </pre>
 */
public final class EssMonitor {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    /** While systemcalc may still choose a grid meter, after a change. */
    private static final Duration SETTLING_PERIOD = Duration.ofSeconds(2);
    /** While the meter sends nothing: a power cut may have begun with its silence, and ends. */
    private static final Duration SILENT_PERIOD = Duration.ofSeconds(20);
    /** The time after a change in which systemcalc chooses a grid meter: until then one that is not chosen may still be. */
    private static final long SETTLING_NANOS = 15_000_000_000L;
    /** Path of the alarm that ESS wants an external grid meter and has none. */
    static final String NO_GRID_METER = "/Alarms/NoGridMeter";
    private static final String GRID = "com.victronenergy.grid.";
    private static final List<String> CHOSEN_METER_PATHS = List.of("/Ac/In/0/ServiceName", "/Ac/In/1/ServiceName");
    private static final List<String> GRID_POWER_PATHS = List.of("/Ac/Grid/L1/Power", "/Ac/Grid/L2/Power", "/Ac/Grid/L3/Power");
    static final List<String> GRID_METER_PATHS = List.of("/DeviceInstance", "/CustomName", "/ProductName", "/Mgmt/Connection");
    /**
     * Path of the mode of ESS of an inverter with inputs of its own. Its numbers are those of gui-v2, enums.h, Ess_State
     * (PageRsSystemEss.qml): they agree with {@link BusItemClient#ESS_MODE} on {@link BusItemClient#EXTERNAL} alone.
     */
    private static final String OWN_MODE = "/Settings/Ess/Mode";
    private static final int OWN_MODE_KEEPS_CHARGED = 2;
    /** A value of {@link Inverters#ACTIVE_INPUT}: none (dbus_systemcalc.py, ac_in_source). */
    private static final int NO_INPUT = 240;
    private static final int GENERATOR = 2;
    private static final String INVERTER_MODE = "/Mode";
    /** Values of {@link #INVERTER_MODE} (gui-v2, enums.h, InverterCharger_Mode). */
    private static final int CHARGER_ONLY = 1;
    private static final int INVERTER_ONLY = 2;
    private static final int ON = 3;
    private static final int OFF = 4;
    private static final int PASSTHROUGH = 251;
    private static final String INVERTER_STATE = "/State";
    /** Values of {@link #INVERTER_STATE} (gui-v2, enums.h, System_State). */
    private static final int STATE_OFF = 0;
    private static final int INVERTING = 9;
    /**
     * Those in which an inverter that is switched on does not work: off, low power, fault, load detection, blocked, test. A number that
     * nobody knows proves nothing against it.
     */
    private static final Set<Integer> STANDING_STILL = Set.of(STATE_OFF, 1, 2, 249, 250, 251);
    private static final String INPUT_COUNT = "/Ac/NumberOfAcInputs";
    /** Path of a unit of a Multi RS: 1 if it uses an energy meter (gui-v2, data/mock/conf/services/multirs-smart.json). */
    static final String METER_IN_USE = "/Ess/EnergyMeterInUse";
    /** 1 while ESS supplies power to limit the import. */
    static final String SHAVES = "/SystemState/PeakShaving";
    private static final String ASSISTANT = "/Hub4/AssistantId";
    private static final List<String> IGNORED_INPUTS = List.of("/Ac/State/IgnoreAcIn1", "/Ac/State/IgnoreAcIn2");
    private static final List<String> AC_INPUT_POWER_PATHS = List.of("/Ac/ActiveIn/L1/P", "/Ac/ActiveIn/L2/P", "/Ac/ActiveIn/L3/P");

    static final List<String> SETTINGS_PATHS = paths(BusItemClient.ESS_SETTINGS,
            List.of(BusItemClient.OWNERS_LIMIT, BusItemClient.OWNERS_SETPOINT));
    static final List<String> SYSTEM_PATHS = paths(CHOSEN_METER_PATHS, List.of(BusTable.INVERTER, SHAVES), GRID_POWER_PATHS);
    static final List<String> INVERTER_PATHS = paths(AC_INPUT_POWER_PATHS, List.of(Inverters.ACTIVE_INPUT, INVERTER_MODE, INVERTER_STATE));
    static final List<String> VEBUS_PATHS = paths(List.of(ASSISTANT, INPUT_COUNT), IGNORED_INPUTS);
    static final List<String> RS_PATHS = paths(Inverters.INPUT_TYPES, List.of(OWN_MODE));

    private final BusImage image;
    private final LongSupplier clock;
    private final Supplier<@Nullable Condition> followCondition;
    private final BooleanSupplier regulatedBefore;
    private final Runnable onStatus;
    private final PhaseComparison comparison = new PhaseComparison();
    /** Since when each row of the table holds, of those that do. */
    private final Map<EssRules.Rule, Long> since = new IdentityHashMap<>();
    /** The meter as last published; null while the meter is not on the bus. */
    private @Nullable PublishedMeter publishedMeter;
    private @Nullable PhaseOrder order;
    private Finding status = Finding.of(Condition.ESS_UNKNOWN);
    private Finding verdict = Finding.of(Condition.ESS_UNKNOWN);
    /** True while no telegram arrives, also before the first. */
    private boolean silent = true;
    /** When a setting of ESS or a grid meter on the bus last changed, or this meter came to the bus, by the clock. */
    private long changeNanos;

    @SafeVarargs
    private static List<String> paths(List<String>... groups) {
        List<String> all = new ArrayList<>();
        for (List<String> group : groups) {
            all.addAll(group);
        }
        return all;
    }

    /**
     * @param clock as {@link System#nanoTime}
     * @param followCondition returns how the driver follows the inverters between the telegrams of a slow meter; null if the driver
     * cannot follow them
     * @param regulatedBefore returns whether ESS regulated by this meter when that was last known, also before the start
     */
    public EssMonitor(BusImage image, LongSupplier clock, Supplier<@Nullable Condition> followCondition,
            BooleanSupplier regulatedBefore, Runnable onStatus) {
        this.image = image;
        this.clock = clock;
        this.followCondition = followCondition;
        this.regulatedBefore = regulatedBefore;
        this.onStatus = onStatus;
        image.answered(Use.VERDICT, this::answered);
        surroundingsChanged();
    }

    /** Returns what the owner is told: a row of {@link EssRules#TABLE} says for how long it has to hold. */
    public Finding status() {
        return status;
    }

    /** Returns what the newest answers prove, for those who act: unknown until all have come. */
    public Finding verdict() {
        return verdict;
    }

    /** Returns whether ESS regulates each phase by its own power, as the owner chose, and not the total. */
    public boolean regulatesEachPhase() {
        return mode() == BusItemClient.INDIVIDUAL_PHASE;
    }

    /** Returns the watts to which ESS regulates the grid, as the owner chose; 0 if unknown. */
    public double setPoint() {
        double watts = image.number(BusItemClient.SETTINGS, BusItemClient.OWNERS_SETPOINT);
        return Double.isNaN(watts) ? 0 : watts;
    }

    /** Called when telegrams arrive after {@link #offline}: ends its status; the next follows when the meter is on the bus. */
    public void telegramsArrive() {
        if (silent) {
            silent = false;
            verdict = Finding.of(Condition.ESS_UNKNOWN);
        }
        if (status.is(Condition.ESS_METER_GONE) || status.is(Condition.ESS_GRID_LOST)) {
            setStatus(Finding.of(Condition.ESS_UNKNOWN));
        }
    }

    public void accept(PublishedMeter meter) {
        boolean isNew = publishedMeter == null || !image.own().equals(meter.service());
        boolean isReordered = !meter.order().equals(order);
        publishedMeter = meter;
        image.setOwn(meter.service());
        if (isReordered) {
            order = meter.order();
            comparison.restart();
        }
        if (isNew) {
            verdict = Finding.of(Condition.ESS_UNKNOWN); // of another role nothing is proved
            surroundingsChanged();
        } else if (isReordered) {
            image.ask(Use.VERDICT);
        }
        setPeriod();
        image.tick();
    }

    private boolean isSettling() {
        return clock.getAsLong() - changeNanos < SETTLING_NANOS;
    }

    private void setPeriod() {
        image.every(Use.VERDICT, isSettling() ? SETTLING_PERIOD : silent ? SILENT_PERIOD : PERIOD);
    }

    /** Called when a setting of ESS, or a grid meter on the bus, has changed: asks for everything again. */
    public void surroundingsChanged() {
        changeNanos = clock.getAsLong();
        setPeriod();
        image.ask(Use.VERDICT);
    }

    /** Called when the meter left the bus: the status is that no telegrams arrive, and perhaps a power cut. */
    public void offline() {
        Finding lastKnown = silentStatus();
        silent = true;
        publishedMeter = null;
        since.clear();
        comparison.skip();
        verdict = Finding.of(Condition.ESS_UNKNOWN);
        setPeriod();
        setStatus(lastKnown);
    }

    /** Called when localsettings left the bus: until it returns the status is unknown. */
    public void settingsLeft() {
        observe();
        since.clear();
        verdict = Finding.of(Condition.ESS_UNKNOWN);
        setStatus(publishedMeter == null ? status : verdict);
    }

    private @Nullable String inverter() {
        return image.inverter().orElse(null);
    }

    /** Compares the phases: once for the answers of each round, also while the meter is silent. */
    private void observe() {
        PhaseWatts own = publishedMeter == null ? PhaseWatts.UNKNOWN : publishedMeter.powers();
        comparison.accept(own, acInputPowers(inverter()), clock.getAsLong());
    }

    private PhaseWatts gridPowers() {
        return PhaseWatts.of(phase -> image.number(BusItemClient.SYSTEM, GRID_POWER_PATHS.get(phase - 1)));
    }

    private List<String> chosen() {
        return CHOSEN_METER_PATHS.stream().flatMap(path -> image.text(BusItemClient.SYSTEM, path).stream()).toList();
    }

    private void answered() {
        setPeriod();
        observe();
        if (silent) {
            String inverter = inverter();
            if (inverter != null && !image.isKnown(Use.VERDICT, Set.of(inverter))) {
                return; // a power cut has not ended because the inverter does not answer
            }
            Finding present = silentStatus();
            // Before the first telegram nothing is known of the meter, unless the inverter explains its silence.
            setStatus(image.own().isEmpty() && present.ess() != EssUse.OFF_GRID ? Finding.of(Condition.ESS_UNKNOWN) : present);
        } else if (publishedMeter != null) {
            boolean complete = isComplete();
            EssRules.Inputs inputs = inputs(publishedMeter);
            long now = clock.getAsLong();
            EssRules.TABLE.forEach(rule -> since.compute(rule, (row, began) -> !complete || !row.holds().test(inputs) ? null
                    : began == null ? Long.valueOf(now) : began));
            ToLongFunction<EssRules.Rule> heldNanos = rule -> now - since.getOrDefault(rule, now);
            Finding before = verdict;
            verdict = complete ? EssRules.verdict(inputs, heldNanos) : Finding.of(Condition.ESS_UNKNOWN);
            boolean shaves = image.integer(BusItemClient.SYSTEM, SHAVES).orElse(0) == 1;
            boolean isTold = setStatus(complete ? EssRules.status(inputs, heldNanos).with(Finding.SHAVING, shaves ? 1L : null) : verdict);
            if (!isTold && !verdict.equals(before)) {
                onStatus.run();
            }
        }
    }

    private Finding silentStatus() {
        String inverter = inverter();
        return EssRules.silentStatus(inverterFacts(inverter), regulator(inverter),
                !image.own().isEmpty() && regulatedBefore.getAsBoolean());
    }

    /** Returns what is proved of the inverter. All that is needed is asked for here, and nothing counts as so because it is absent. */
    private Regulator regulator(@Nullable String inverter) {
        if (!image.names().contains(BusItemClient.SYSTEM)) {
            return Regulator.UNREAD;
        }
        if (inverter == null) {
            return Regulator.DISCONNECTED;
        }
        boolean onVebus = Inverters.isOnVebus(inverter);
        OptionalInt mode = image.integer(inverter, INVERTER_MODE);
        OptionalInt state = image.integer(inverter, INVERTER_STATE);
        if (mode.isPresent() && mode.getAsInt() != ON) {
            return switch (mode.getAsInt()) {
                case OFF -> Regulator.OFF;
                case CHARGER_ONLY -> Regulator.CHARGER_ONLY;
                case INVERTER_ONLY -> Regulator.INVERTER_ONLY;
                case PASSTHROUGH -> Regulator.PASSTHROUGH;
                default -> Regulator.UNREAD;
            };
        }
        if (onVebus && !image.text(BusItemClient.SYSTEM, BusTable.INVERTER).filter(inverter::equals).isPresent()) {
            return Regulator.DISCONNECTED; // multi.py names only one whose /Connected is 1
        }
        if (mode.isEmpty() || state.isEmpty() || image.integer(inverter, Inverters.ACTIVE_INPUT).isEmpty()) {
            return Regulator.UNREAD;
        }
        // Inferred of what inverters on VE.Bus show while ESS lets them rest; this line can go alone.
        if (STANDING_STILL.contains(state.getAsInt())) {
            return Regulator.FAULT;
        }
        if (onVebus) {
            return image.integer(inverter, ASSISTANT).isEmpty() ? Regulator.UNREAD : Regulator.PROVED;
        }
        // Inferred of one mock-up: that each Multi RS has the path. Without these lines an RS is proved as it is.
        List<Integer> inUse = image.names().stream().filter(Inverters::hasOwnInputs)
                .flatMap(name -> image.integer(name, METER_IN_USE).stream().boxed()).toList();
        return inUse.isEmpty() ? Regulator.UNREAD : inUse.contains(1) ? Regulator.PROVED : Regulator.USES_NO_METER;
    }

    /** Returns a value of {@link BusItemClient#ESS_MODE}; 0 if unknown, and for a mode that an inverter has itself and is not external. */
    private int mode() {
        String inverter = inverter();
        if (inverter != null && Inverters.hasOwnInputs(inverter)) {
            return image.integer(inverter, OWN_MODE).orElse(0) == BusItemClient.EXTERNAL ? BusItemClient.EXTERNAL : 0;
        }
        return image.integer(BusItemClient.SETTINGS, BusItemClient.ESS_MODE).orElse(0);
    }

    /**
     * Returns whether every service on which the status depends has answered. It does not depend on an inverter on VE.Bus, of which
     * nothing is proved then, nor on the service that has the alarm.
     */
    private boolean isComplete() {
        return image.isKnown(Use.VERDICT, image.names().stream().filter(name -> !name.equals(BusItemClient.HUB4)
                && !Inverters.isOnVebus(name)).toList());
    }

    public static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private EssRules.Inputs inputs(PublishedMeter meter) {
        String inverter = inverter();
        boolean isSettled = !isSettling();
        List<OtherMeter> others = new ArrayList<>();
        for (String name : BusTable.otherMeters(image)) {
            OptionalInt instance = image.integer(name, "/DeviceInstance");
            if (instance.isPresent()) {
                String called = image.text(name, "/CustomName").or(() -> image.text(name, "/ProductName")).orElse(name);
                others.add(new OtherMeter(name, instance.getAsInt(), called + " ("
                        + image.text(name, "/Mgmt/Connection").orElse("VRM instance " + instance.getAsInt()) + ")"));
            }
        }
        return new EssRules.Inputs(meter, acInputs(inverter), settings(inverter), others, inverterFacts(inverter), regulator(inverter),
                regulatedBefore.getAsBoolean(), chosen(), !gridPowers().knowsAny() && isSettled,
                image.integer(BusItemClient.HUB4, NO_GRID_METER).orElse(0) > 0, isSettled, followCondition.get(),
                comparison.supported(meter.order()));
    }

    private EssRules.Settings settings(@Nullable String inverter) {
        boolean onVebus = inverter != null && Inverters.isOnVebus(inverter);
        boolean keepsCharged = onVebus ? isSet(BusItemClient.BATTERY_LIFE, BusItemClient.KEEP_BATTERIES_CHARGED)
                : inverter != null && image.integer(inverter, OWN_MODE).orElse(0) == OWN_MODE_KEEPS_CHARGED;
        // An RS has no such setting; what is left of an earlier inverter on VE.Bus counts for nothing.
        boolean ofRs = inverter != null && !onVebus;
        return new EssRules.Settings(!ofRs && isSet(BusItemClient.WITHOUT_GRID_METER, 1), mode(), keepsCharged,
                onVebus && isSet(BusItemClient.BATTERY_USE, BusItemClient.ONLY_CRITICAL_LOADS),
                onVebus && isSet(BusItemClient.OWNERS_LIMIT, 0),
                onVebus && image.number(BusItemClient.SETTINGS, BusItemClient.IMPORT_LIMIT) >= 0);
    }

    private boolean isSet(String setting, double value) {
        return image.number(BusItemClient.SETTINGS, setting) == value;
    }

    private PhaseWatts acInputPowers(@Nullable String inverter) {
        return inverter == null ? PhaseWatts.UNKNOWN
                : PhaseWatts.of(phase -> image.number(inverter, AC_INPUT_POWER_PATHS.get(phase - 1)));
    }

    private EssRules.@Nullable Inverter inverterFacts(@Nullable String name) {
        if (name == null) {
            return null;
        }
        EssRules.AcInputTypes types = acInputs(name);
        OptionalInt mode = image.integer(name, INVERTER_MODE);
        OptionalInt state = image.integer(name, INVERTER_STATE);
        boolean isOn = mode.isPresent() && mode.getAsInt() == ON;
        PhaseWatts powers = acInputPowers(name);
        return new EssRules.Inverter(activeInput(name, types), isOn && state.isPresent() && state.getAsInt() == INVERTING
                && !(types.isGrid(0) && isIgnored(name, 0)) && !(types.isGrid(1) && isIgnored(name, 1)),
                isOnWithoutAssistant(name), powers.knows(2) || powers.knows(3));
    }

    private boolean isOnWithoutAssistant(String inverter) {
        return Inverters.isOnVebus(inverter) && image.integer(inverter, ASSISTANT).isEmpty()
                && image.integer(inverter, INVERTER_MODE).orElse(OFF) != OFF
                && image.integer(inverter, INVERTER_STATE).orElse(STATE_OFF) != STATE_OFF;
    }

    private boolean isIgnored(String inverter, int input) {
        return image.integer(inverter, IGNORED_INPUTS.get(input)).orElse(0) == 1;
    }

    private EssRules.ActiveInput activeInput(String inverter, EssRules.AcInputTypes types) {
        OptionalInt active = image.integer(inverter, Inverters.ACTIVE_INPUT);
        if (active.isEmpty()) {
            return EssRules.ActiveInput.UNKNOWN;
        }
        if (active.getAsInt() == NO_INPUT) {
            return EssRules.ActiveInput.NONE;
        }
        Integer type = active.getAsInt() == 0 ? types.first() : types.second();
        return type != null && type == GENERATOR ? EssRules.ActiveInput.GENERATOR : EssRules.ActiveInput.GRID;
    }

    private EssRules.AcInputTypes acInputs(@Nullable String inverter) {
        Integer first = inverter == null ? null : inputType(inverter, Inverters.INPUT_TYPES.get(0));
        boolean hasSecond = inverter == null || image.integer(inverter, INPUT_COUNT).orElse(2) > 1;
        return inverter != null && first != null
                ? new EssRules.AcInputTypes(first, inputType(inverter, Inverters.INPUT_TYPES.get(1)), true)
                : new EssRules.AcInputTypes(inputType(BusItemClient.SETTINGS, BusItemClient.AC_INPUT_1),
                        hasSecond ? inputType(BusItemClient.SETTINGS, BusItemClient.AC_INPUT_2) : null, false);
    }

    private @Nullable Integer inputType(String service, String path) {
        OptionalInt type = image.integer(service, path);
        return type.isPresent() ? type.getAsInt() : null;
    }

    /** @return whether the status has changed */
    private boolean setStatus(Finding present) {
        boolean isNew = !present.equals(status);
        if (isNew) {
            status = present;
            onStatus.run();
        }
        return isNew;
    }
}
