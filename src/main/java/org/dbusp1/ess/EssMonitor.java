package org.dbusp1.ess;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dbusp1.ess.EssRules.OtherMeter;
import org.dbusp1.feedback.EssVerdict;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.SafeText;
import org.dbusp1.venus.LocalSettings;

/**
 * Reads from the bus what ESS does with the meter: everything each minute, and when a setting of ESS or a grid meter changes;
 * every ten seconds what changes without a signal. The verdict follows when all answers have arrived. A service that hangs is not
 * asked again until it answers or leaves; if the verdict depends on it, the verdict is unknown.
 */
public final class EssMonitor {
    private static final long PERIOD_NANOS = 10_000_000_000L;
    private static final long WHOLE_PERIOD_NANOS = 60_000_000_000L;
    /** Time for systemcalc to choose after a change, and for answers. */
    private static final long SOON_NANOS = 2_000_000_000L;
    private static final long SETTLING_NANOS = 15_000_000_000L;
    /** ESS wants an external grid meter and has none. */
    private static final String NO_GRID_METER = "/Alarms/NoGridMeter";
    private static final String GRID = "com.victronenergy.grid.";
    private static final List<String> INVERTERS =
            List.of("com.victronenergy.vebus.", "com.victronenergy.acsystem.", "com.victronenergy.multi.");
    private static final List<String> CHOSEN = List.of("/Ac/In/0/ServiceName", "/Ac/In/1/ServiceName");
    private static final List<String> OF_METER = List.of("/DeviceInstance", "/CustomName", "/ProductName", "/Mgmt/ProcessName",
            "/Mgmt/Connection");
    /** Inverters of this kind have the types of their AC inputs themselves (dbus-systemcalc-py, acinput.py, input_types). */
    private static final String OWN_INPUTS = "com.victronenergy.acsystem.";
    private static final List<String> INPUT_TYPES = List.of("/Ac/In/1/Type", "/Ac/In/2/Type");
    private static final List<String> INVERTER_POWERS = List.of("/Ac/ActiveIn/L1/P", "/Ac/ActiveIn/L2/P", "/Ac/ActiveIn/L3/P");

    /**
     * Values that are read.
     *
     * @param of whether to ask a service with this name
     * @param often whether every ten seconds, because they change without a signal to this driver
     */
    private record Question(Predicate<String> of, boolean often, List<String> paths) {
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question(LocalSettings.NAME::equals, false, LocalSettings.ESS_SETTINGS),
            new Question(LocalSettings.NAME::equals, false, List.of(LocalSettings.ESS_MODE)),
            new Question(EssFacts.SYSTEM::equals, true, CHOSEN),
            new Question(EssFacts.SYSTEM::equals, true, List.of(EssFacts.SHAVES)),
            new Question(EssFacts.HUB4::equals, true, List.of(NO_GRID_METER)),
            new Question(EssMonitor::isGrid, false, OF_METER),
            new Question(EssMonitor::isInverter, true, INVERTER_POWERS),
            new Question(name -> name.startsWith(OWN_INPUTS), false, INPUT_TYPES));

    private final Supplier<Optional<LocalSettings>> bus;
    private final LongSupplier clock;
    private final Supplier<Optional<EssVerdict.Follow>> follow;
    private final Runnable changed;
    private final PhaseComparison comparison = new PhaseComparison();
    /** By the newest complete answers: whether ESS regulates by this meter. */
    private boolean regulating;
    /** The meter as last published; absent while it is not on the bus. */
    private Optional<PublishedMeter> subject = Optional.empty();
    private String service = "";
    private Optional<PhaseOrder> order = Optional.empty();
    private EssVerdict verdict = EssVerdict.UNKNOWN;
    private long nextNanos;
    private long changeNanos;

    /** The services on the bus, without this meter's and any second inverter. */
    private List<String> names = List.of();
    /** Values that they answered, by service and path. */
    private final Map<String, Map<String, Object>> answers = new HashMap<>();
    /**
     * Answers that each service owes. One that owes some is not asked again, because this process and the bus hold each call
     * until it answers or leaves.
     */
    private final Map<String, Integer> owed = new HashMap<>();
    /** The present round of questions, to ignore answers to earlier ones. */
    private int round;
    private long roundNanos;
    /** Answers of the round to wait for; one more while the services to ask are unknown. */
    private int awaited;
    /** True if the round asks for everything. */
    private boolean whole;
    private long wholeNanos;
    /** The services that owed an answer when the round began, and are left out. */
    private Set<String> hanging = Set.of();
    /** True if a value disappeared, or systemcalc has chosen anew: everything has to be asked for. */
    private boolean outdated;

    /**
     * @param bus gives localsettings; empty while they are not on the bus
     * @param clock as {@link System#nanoTime}
     * @param follow what the driver does between the telegrams of a slow meter
     * @param changed runs when the verdict has changed
     */
    public EssMonitor(Supplier<Optional<LocalSettings>> bus, LongSupplier clock, Supplier<Optional<EssVerdict.Follow>> follow,
            Runnable changed) {
        this.follow = follow;
        this.bus = bus;
        this.clock = clock;
        this.changed = changed;
    }

    public EssVerdict verdict() {
        return verdict;
    }

    /** Returns whether ESS regulates by this meter, if known. */
    public boolean regulates() {
        return regulating;
    }

    /** Ends the verdict that no telegrams arrive; the next one follows when the meter is on the bus. */
    public void telegramsArrive() {
        if (verdict.equals(EssVerdict.GONE)) {
            set(EssVerdict.UNKNOWN);
        }
    }

    /** Accepts the meter as published, and asks the bus when due. */
    public void accept(PublishedMeter meter) {
        long now = clock.getAsLong();
        if (subject.isEmpty() || !service.equals(meter.service())) {
            changeNanos = now;
            nextNanos = now;
        }
        if (!order.equals(Optional.of(meter.order()))) {
            order = Optional.of(meter.order());
            comparison.restart();
            nextNanos = now;
        }
        subject = Optional.of(meter);
        service = meter.service();
        if (now - nextNanos >= 0 && !isAsking(now)) {
            boolean settling = now - changeNanos < SETTLING_NANOS;
            nextNanos = now + (settling ? SOON_NANOS : PERIOD_NANOS);
            ask(settling || names.isEmpty() || !hanging.isEmpty() || outdated || now - wholeNanos >= WHOLE_PERIOD_NANOS);
        }
    }

    /** Returns whether answers may still arrive: a service that owes one after two seconds hangs. */
    private boolean isAsking(long now) {
        return awaited > 0 && now - roundNanos < SOON_NANOS;
    }

    /** Asks the bus anew: a setting of ESS, or a grid meter on the bus, changed. */
    public void surroundingsChanged() {
        long now = clock.getAsLong();
        changeNanos = now;
        nextNanos = now + SOON_NANOS;
        if (subject.isPresent() && !isAsking(now)) {
            ask(true);
        }
    }

    /** Sets the verdict that no telegrams arrive: the meter left the bus. */
    public void offline() {
        subject = Optional.empty();
        comparison.skip();
        forget();
        set(EssVerdict.GONE);
    }

    /** Localsettings left the bus: until they return the verdict is unknown. */
    public void settingsLeft() {
        forget();
        set(subject.isPresent() ? EssVerdict.UNKNOWN : verdict);
    }

    private void forget() {
        regulating = false;
        names = List.of();
        answers.clear();
        round++;
        awaited = 0;
    }

    /** Begins a round. @param everything false: only what changes without a signal */
    private void ask(boolean everything) {
        bus.get().ifPresent(link -> {
            int begun = ++round;
            roundNanos = clock.getAsLong();
            whole = everything;
            hanging = Set.copyOf(owed.keySet());
            awaited = 1;
            if (!everything) {
                read(link);
                return;
            }
            wholeNanos = roundNanos;
            link.names(found -> {
                if (round == begun) {
                    Optional<String> inverter = found.stream().filter(EssMonitor::isInverter).sorted().findFirst();
                    names = found.stream().filter(name -> isInverter(name) ? name.equals(inverter.orElseThrow())
                            : !name.equals(service)).toList();
                    answers.keySet().retainAll(names);
                    read(link);
                }
            });
        });
    }

    private void read(LocalSettings link) {
        answers.keySet().removeAll(hanging);
        QUESTIONS.stream().filter(question -> whole || question.often).forEach(question -> names.stream()
                .filter(name -> question.of.test(name) && !hanging.contains(name)).forEach(name -> question.paths.stream()
                .filter(path -> whole || value(name, path).isPresent()).forEach(path -> read(link, name, path))));
        outdated = false;
        arrived(round);
    }

    private void read(LocalSettings link, String name, String path) {
        int begun = round;
        awaited++;
        owed.merge(name, 1, Integer::sum);
        link.read(name, path, value -> {
            owed.computeIfPresent(name, (same, count) -> count > 1 ? count - 1 : null);
            Map<String, Object> known = answers.computeIfAbsent(name, same -> new HashMap<>());
            Optional<Object> before = Optional.ofNullable(known.remove(path));
            value.ifPresent(there -> known.put(path, there));
            outdated |= before.isPresent() && (value.isEmpty() || CHOSEN.contains(path) && !value.equals(before));
            arrived(begun);
        });
    }

    /** Counts an answer, or the end of the questions. @param to its round */
    private void arrived(int to) {
        if (to == round && --awaited == 0) {
            answered();
        }
    }

    private Optional<Object> value(String name, String path) {
        return Optional.ofNullable(answers.getOrDefault(name, Map.of()).get(path));
    }

    private OptionalInt integer(String name, String path) {
        return value(name, path).orElse("") instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }

    private Optional<Double> number(String name, String path) {
        return value(name, path).orElse("") instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    private Optional<String> text(String name, String path) {
        return value(name, path).orElse("") instanceof String text && !text.isBlank()
                ? Optional.of(SafeText.identifier(text)) : Optional.empty();
    }

    private Optional<String> inverter() {
        return names.stream().filter(EssMonitor::isInverter).findFirst();
    }

    /** Returns the services that systemcalc uses for the AC inputs. */
    private List<String> chosen() {
        return CHOSEN.stream().flatMap(path -> text(EssFacts.SYSTEM, path).stream()).toList();
    }

    /** Accepts all answers of a round; asks for everything next if more seems to have changed. */
    private void answered() {
        if (outdated && !whole) {
            nextNanos = clock.getAsLong();
            return;
        }
        outdated = false;
        boolean complete = isComplete();
        EssVerdict verdictOfRules = EssRules.verdict(inputs(subject.orElseThrow()));
        regulating = complete && isRegulating();
        set(complete ? verdictOfRules.withPeakShaving(integer(EssFacts.SYSTEM, EssFacts.SHAVES).orElse(0) == 1)
                : EssVerdict.UNKNOWN);
    }

    private boolean isRegulating() {
        return chosen().contains(service) && inverter().isPresent()
                && integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 0
                && integer(LocalSettings.NAME, LocalSettings.ESS_MODE).orElse(0) != EssFacts.EXTERNAL;
    }

    /**
     * Returns whether no service hangs on which the verdict depends, also outside this round: not an inverter that is read only
     * for the comparison of phases, nor the part of ESS that has the alarm.
     */
    private boolean isComplete() {
        return names.stream().noneMatch(name -> hanging.contains(name) && !name.equals(EssFacts.HUB4)
                && (!isInverter(name) || name.startsWith(OWN_INPUTS)));
    }

    private static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private static boolean isInverter(String name) {
        return INVERTERS.stream().anyMatch(name::startsWith);
    }

    private EssRules.Inputs inputs(PublishedMeter meter) {
        compare(meter);
        List<OtherMeter> others = new ArrayList<>();
        for (String name : names) {
            OptionalInt instance = integer(name, "/DeviceInstance");
            if (isGrid(name) && instance.isPresent()) {
                String called = text(name, "/CustomName").or(() -> text(name, "/ProductName")).orElse(name);
                others.add(new OtherMeter(name, instance.getAsInt(), called + " (" + name + ", "
                        + text(name, "/Mgmt/ProcessName").orElse("?") + ", " + text(name, "/Mgmt/Connection").orElse("?") + ")"));
            }
        }
        return new EssRules.Inputs(meter.role(), meter.powerless(), meter.phasePowers() && !meter.order().fits(meter.phases()), service,
                meter.instance(), meter.interval(), acInputs(),
                integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 1, others,
                inverter().isPresent(), chosen(),
                integer(EssFacts.HUB4, NO_GRID_METER).orElse(0) > 0,
                clock.getAsLong() - changeNanos >= SETTLING_NANOS, follow.get().map(EssVerdict.Follow::state),
                comparison.supported(meter.order()));
    }

    private EssRules.AcInputTypes acInputs() {
        Optional<String> withInputs = inverter().filter(name -> integer(name, INPUT_TYPES.get(0)).isPresent());
        return withInputs.isPresent()
                ? new EssRules.AcInputTypes(integer(withInputs.get(), INPUT_TYPES.get(0)),
                        integer(withInputs.get(), INPUT_TYPES.get(1)), true)
                : new EssRules.AcInputTypes(integer(LocalSettings.NAME, LocalSettings.AC_INPUT_1),
                        integer(LocalSettings.NAME, LocalSettings.AC_INPUT_2), false);
    }

    private void compare(PublishedMeter meter) {
        Optional<double[]> inverter = inverter().flatMap(name -> {
            double[] powers = INVERTER_POWERS.stream().flatMap(path -> number(name, path).stream()).mapToDouble(power -> power).toArray();
            return Optional.of(powers).filter(all -> all.length == INVERTER_POWERS.size());
        });
        Optional<double[]> powers = meter.powers();
        if (powers.isPresent() && inverter.isPresent()) {
            comparison.accept(powers.get(), inverter.get(), clock.getAsLong());
        } else {
            comparison.skip();
        }
    }

    private void set(EssVerdict present) {
        if (!present.equals(verdict)) {
            verdict = present;
            changed.run();
        }
    }
}
