package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.SafeText;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.MeterShape;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.RegulationEstimator;
import org.dbusp1.output.venus.EssInputs.OtherMeter;

/**
 * Reads from the bus what ESS does with the meter: everything each minute, and at once when a setting of ESS or a grid
 * meter changes; every ten seconds the choice of systemcalc and, for the comparison of phases, the inverter's powers.
 * The verdict follows when all answers are there. A service that hangs is left out of the next rounds until it answers
 * or leaves; where its values may decide, the verdict is not known.
 */
final class EssMonitor {
    private static final long PERIOD_NANOS = 10_000_000_000L;
    private static final long WHOLE_PERIOD_NANOS = 60_000_000_000L;
    /** The time that systemcalc needs to choose after a change, a second or two, and that answers may take. */
    private static final long SOON_NANOS = 2_000_000_000L;
    private static final long SETTLING_NANOS = 15_000_000_000L;
    private static final String SYSTEM = "com.victronenergy.system";
    private static final String PEAK_SHAVING = "/SystemState/PeakShaving";
    private static final String HUB4 = "com.victronenergy.hub4";
    /** ESS wants an external grid meter and has none. */
    private static final String NO_GRID_METER = "/Alarms/NoGridMeter";
    private static final String GRID = "com.victronenergy.grid.";
    private static final List<String> INVERTERS =
            List.of("com.victronenergy.vebus.", "com.victronenergy.acsystem.", "com.victronenergy.multi.");
    private static final List<String> CHOSEN = List.of("/Ac/In/0/ServiceName", "/Ac/In/1/ServiceName");
    private static final List<String> OF_METER =
            List.of("/DeviceInstance", "/CustomName", "/ProductName", "/Mgmt/ProcessName",
            "/Mgmt/Connection");
    /**
     * Inverters of this kind have the types of their AC inputs themselves (dbus-systemcalc-py, acinput.py,
     * input_types).
     */
    private static final String OWN_INPUTS = "com.victronenergy.acsystem.";
    private static final List<String> INPUT_TYPES = List.of("/Ac/In/1/Type", "/Ac/In/2/Type");
    private static final List<String> INVERTER_POWERS =
            List.of("/Ac/ActiveIn/L1/P", "/Ac/ActiveIn/L2/P", "/Ac/ActiveIn/L3/P");

    /** A value of {@link LocalSettings#ESS_MODE}: another program regulates. */
    private static final int MODE_EXTERNAL = 3;

    /** The meter as it is on the bus. @param service its name there */
    private record Subject(String service, GridView meter) {
    }

    /** The answers of other services to one round of questions. */
    private final class Answers {
        private final LocalSettings link;
        private final Consumer<Answers> complete;
        private final Set<String> hanging = Set.copyOf(owed.keySet());
        private final Set<String> leftOut = new HashSet<>();
        private final Map<String, Object> values = new HashMap<>();
        private List<String> names = List.of();
        private int awaited = 1;

        /** @param complete takes the answers when all are there; never called where one does not come */
        Answers(LocalSettings link, Consumer<Answers> complete) {
            this.link = link;
            this.complete = complete;
        }

        void read(String service, String path) {
            if (hanging.contains(service)) {
                leftOut.add(service);
                values.remove(service + path);
                return;
            }
            awaited++;
            owed.merge(service, 1, Integer::sum);
            link.read(service, path, value -> {
                owed.computeIfPresent(service, (name, count) -> count > 1 ? count - 1 : null);
                value.ifPresentOrElse(there -> values.put(service + path, there), () -> values.remove(service + path));
                arrived();
            });
        }

        /** Counts one more answer that has come, or the end of the questions. */
        void arrived() {
            if (--awaited == 0) {
                complete.accept(this);
            }
        }

        OptionalInt integer(String service, String path) {
            return values.get(service + path) instanceof Number number ? OptionalInt.of(number.intValue())
                    : OptionalInt.empty();
        }

        Optional<Double> number(String service, String path) {
            return values.get(service + path) instanceof Number number ? Optional.of(number.doubleValue())
                    : Optional.empty();
        }

        Optional<String> text(String service, String path) {
            return values.get(service + path) instanceof String text && !text.isBlank()
                    ? Optional.of(SafeText.identifier(text)) : Optional.empty();
        }
    }

    private final Supplier<Optional<LocalSettings>> bus;
    private final Runnable changed;
    /**
     * The number of answers that each service owes. A service that hangs gives no answer, and both this process and the
     * bus keep each call until the service answers or leaves: so it is not asked again.
     */
    private final Map<String, Integer> owed = new HashMap<>();
    private final PhaseComparison comparison = new PhaseComparison();
    private final RegulationEstimator regulation = new RegulationEstimator();
    /** The power on the grid that ESS aims at by this meter, in watts; absent while it does not regulate by it. */
    private OptionalDouble setPoint = OptionalDouble.empty();
    private Optional<Subject> subject = Optional.empty();
    private Optional<PhaseOrder> order = Optional.empty();
    private EssVerdict verdict = EssVerdict.UNKNOWN;
    private long nextNanos;
    private long changeNanos;
    private long round;
    private long begunNanos;
    /** The round whose answers have not all come; 0 where there is none. */
    private long incomplete;
    /** The newest complete answers; empty where everything is to be asked. */
    private Optional<Answers> latest = Optional.empty();
    private long wholeNanos;

    /**
     * @param bus     gives localsettings; empty while they are not on the bus
     * @param changed runs when the verdict has changed
     */
    EssMonitor(Supplier<Optional<LocalSettings>> bus, Runnable changed) {
        this.bus = bus;
        this.changed = changed;
    }

    EssVerdict verdict() {
        return verdict;
    }

    /** Ends the verdict that no telegrams come: they come again, and a verdict follows when the meter is on the bus. */
    void telegramsCome() {
        if (verdict.equals(EssVerdict.GONE)) {
            set(EssVerdict.UNKNOWN);
        }
    }

    /** Takes the meter as it was published, and asks the bus when it is time. */
    void published(String service, GridView meter) {
        long now = System.nanoTime();
        PhaseOrder phases = meter.registration().phases();
        if (subject.isEmpty() || !subject.get().service().equals(service)) {
            changeNanos = now;
            nextNanos = now;
        }
        if (order.isEmpty() || !order.get().equals(phases)) {
            order = Optional.of(phases);
            comparison.restart();
            nextNanos = now;
        }
        subject = Optional.of(new Subject(service, meter));
        regulated(meter.snapshot());
        if (now - nextNanos >= 0 && !isAsking(now)) {
            boolean settling = now - changeNanos < SETTLING_NANOS;
            nextNanos = now + (settling ? SOON_NANOS : PERIOD_NANOS);
            bus.get().ifPresent(settling || latest.filter(known -> known.leftOut.isEmpty()).isEmpty()
                    || now - wholeNanos >= WHOLE_PERIOD_NANOS ? this::ask : this::askAgain);
        }
    }

    private void regulated(Snapshot snapshot) {
        if (setPoint.isPresent() && regulation.accept(snapshot, setPoint.getAsDouble())) {
            set(verdict.with(regulation.regulation()));
        }
    }

    /** Returns whether answers are awaited that may still come: a service that owes one after two seconds hangs. */
    private boolean isAsking(long now) {
        return incomplete != 0 && now - begunNanos < SOON_NANOS;
    }

    /** Asks the bus anew: a setting of ESS, or a grid meter on the bus, changed. */
    void surroundingsChanged() {
        long now = System.nanoTime();
        changeNanos = now;
        nextNanos = now + SOON_NANOS;
        if (subject.isPresent() && !isAsking(now)) {
            bus.get().ifPresent(this::ask);
        }
    }

    /** Sets the verdict that no telegrams come: the meter left the bus. */
    void offline() {
        subject = Optional.empty();
        setPoint = OptionalDouble.empty();
        comparison.skip();
        latest = Optional.empty();
        round++;
        set(EssVerdict.GONE);
    }

    private void ask(LocalSettings link) {
        long asked = begin();
        wholeNanos = begunNanos;
        Answers answers = new Answers(link, inRound(asked, this::answered));
        link.names(names -> {
            if (asked != round) {
                return;
            }
            answers.names = names;
            LocalSettings.ESS_SETTINGS.forEach(path -> answers.read(LocalSettings.NAME, path));
            // Programs write the set point at any rate: it is read each minute, and not at each change.
            answers.read(LocalSettings.NAME, LocalSettings.SET_POINT);
            answers.read(LocalSettings.NAME, LocalSettings.ESS_MODE);
            if (names.contains(SYSTEM)) {
                CHOSEN.forEach(path -> answers.read(SYSTEM, path));
                answers.read(SYSTEM, PEAK_SHAVING);
            }
            if (names.contains(HUB4)) {
                answers.read(HUB4, NO_GRID_METER);
            }
            names.stream().filter(EssMonitor::isGrid).filter(name -> !name.equals(serviceName()))
                    .forEach(name -> OF_METER.forEach(path -> answers.read(name, path)));
            inverter(names).ifPresent(name -> {
                INVERTER_POWERS.forEach(path -> answers.read(name, path));
                if (name.startsWith(OWN_INPUTS)) {
                    INPUT_TYPES.forEach(path -> answers.read(name, path));
                }
            });
            answers.arrived();
        });
    }

    /**
     * Asks for the values that change without a signal to this driver. Where more seems to have changed, everything is
     * asked for next.
     */
    private void askAgain(LocalSettings link) {
        Answers before = latest.orElseThrow();
        Map<String, List<String>> paths = new HashMap<>(Map.of(
                SYSTEM, Stream.concat(CHOSEN.stream(), Stream.of(PEAK_SHAVING)).toList(),
                HUB4, List.of(NO_GRID_METER)));
        inverter(before.names).ifPresent(name -> paths.put(name, INVERTER_POWERS));
        Answers again = new Answers(link, inRound(begin(), known -> {
            if (known.values.size() == before.values.size() && chosen(known).equals(chosen(before))) {
                answered(known);
            } else {
                latest = Optional.empty();
                nextNanos = System.nanoTime();
            }
        }));
        again.names = before.names;
        again.values.putAll(before.values);
        paths.forEach((service, each) -> each.stream().filter(path -> before.values.containsKey(service + path))
                .forEach(path -> again.read(service, path)));
        again.arrived();
    }

    private long begin() {
        begunNanos = System.nanoTime();
        incomplete = ++round;
        return round;
    }

    /** Passes on the answers of a round only while no later round was begun, and the meter is there. */
    private Consumer<Answers> inRound(long asked, Consumer<Answers> then) {
        return known -> {
            if (asked == incomplete) {
                incomplete = 0;
            }
            if (asked == round && subject.isPresent()) {
                then.accept(known);
            }
        };
    }

    private void answered(Answers known) {
        latest = Optional.of(known);
        EssVerdict verdictOfRules = EssRules.verdict(facts(subject.orElseThrow(), known));
        boolean complete = known.leftOut.stream().allMatch(EssMonitor::isDispensable);
        setPoint = complete ? setPoint(known) : OptionalDouble.empty();
        set(complete ? verdictOfRules.with(setPoint.isPresent() ? regulation.regulation() : Optional.empty())
                        .withPeakShaving(known.integer(SYSTEM, PEAK_SHAVING).orElse(0) == 1)
                : EssVerdict.UNKNOWN);
    }

    private OptionalDouble setPoint(Answers known) {
        boolean regulates = chosen(known).contains(serviceName()) && inverter(known.names).isPresent()
                && known.integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 0
                && known.integer(LocalSettings.NAME, LocalSettings.ESS_MODE).orElse(0) != MODE_EXTERNAL;
        return known.number(LocalSettings.NAME, LocalSettings.SET_POINT).filter(any -> regulates)
                .map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    /**
     * Returns whether there is a verdict without a service: an inverter whose powers alone are read, for the comparison
     * of phases, or the part of ESS that has the alarm.
     */
    private static boolean isDispensable(String name) {
        return isInverter(name) && !name.startsWith(OWN_INPUTS) || name.equals(HUB4);
    }

    private static List<String> chosen(Answers known) {
        return CHOSEN.stream().flatMap(path -> known.text(SYSTEM, path).stream()).toList();
    }

    private String serviceName() {
        return subject.map(Subject::service).orElse("");
    }

    private static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private static Optional<String> inverter(List<String> names) {
        return names.stream().filter(EssMonitor::isInverter).sorted().findFirst();
    }

    private static boolean isInverter(String name) {
        return INVERTERS.stream().anyMatch(name::startsWith);
    }

    private EssInputs facts(Subject present, Answers known) {
        GridView meter = present.meter();
        compare(meter, known);
        List<OtherMeter> others = new ArrayList<>();
        for (String name : known.names) {
            OptionalInt instance = known.integer(name, "/DeviceInstance");
            if (isGrid(name) && !name.equals(present.service()) && instance.isPresent()) {
                String called = known.text(name, "/CustomName").or(() -> known.text(name, "/ProductName")).orElse(name);
                others.add(new OtherMeter(name, instance.getAsInt(), called,
                        known.text(name, "/Mgmt/ProcessName").orElse("?") + ", "
                        + known.text(name, "/Mgmt/Connection").orElse("?")));
            }
        }
        Registration registration = meter.registration();
        MeterShape shape = meter.meterState().shape();
        return new EssInputs(registration.kind(), meter.settings().role().isPresent(),
                Optional.of(meter.meter().dialect()).filter(dialect -> shape.powerless()),
                Optional.of(registration.phases())
                        .filter(order -> shape.phasePowers() && !order.fits(shape.phases())),
                present.service(), registration.instance(),
                meter.snapshot().measuredInterval(), inputs(known),
                known.integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 1, others,
                inverter(known.names).isPresent(), chosen(known),
                known.integer(HUB4, NO_GRID_METER).orElse(0) > 0,
                System.nanoTime() - changeNanos >= SETTLING_NANOS, comparison.doubt(registration.phases()));
    }

    private static EssInputs.Inputs inputs(Answers known) {
        Optional<String> own = inverter(known.names)
                .filter(name -> known.integer(name, INPUT_TYPES.get(0)).isPresent());
        return own.isPresent()
                ? new EssInputs.Inputs(known.integer(own.get(), INPUT_TYPES.get(0)),
                        known.integer(own.get(), INPUT_TYPES.get(1)), true)
                : new EssInputs.Inputs(known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_1),
                        known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_2), false);
    }

    private void compare(GridView meter, Answers known) {
        Optional<double[]> inverter = inverter(known.names).flatMap(name -> {
            double[] powers = INVERTER_POWERS.stream().flatMap(path -> known.number(name, path).stream())
                    .mapToDouble(power -> power).toArray();
            return powers.length == INVERTER_POWERS.size() ? Optional.of(powers) : Optional.empty();
        });
        Optional<double[]> powers = meter.phasePowers();
        if (powers.isPresent() && inverter.isPresent()) {
            comparison.accept(powers.get(), inverter.get(), System.nanoTime());
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
