package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.MeterShape;
import org.dbusp1.output.venus.EssFacts.OtherMeter;

/**
 * Reads from the bus what ESS does with the meter: everything each minute, and at once when a setting of ESS or a grid
 * meter changes; every ten seconds what systemcalc chose and, for the comparison of phases, the inverter's powers. No
 * thread waits for an answer; the verdict follows when all answers are there. A service that hangs is left out of the
 * next rounds until it answers or leaves; where what it would tell may decide, the verdict is not known. Guarded by the
 * output's lock.
 */
final class EssWatch {
    private static final long PERIOD_NANOS = 10_000_000_000L;
    private static final long WHOLE_PERIOD_NANOS = 60_000_000_000L;
    /** After a change, systemcalc needs a second or two to choose; and so long answers may take. */
    private static final long SOON_NANOS = 2_000_000_000L;
    private static final long SETTLING_NANOS = 15_000_000_000L;
    private static final String SYSTEM = "com.victronenergy.system";
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

    /** The meter as it is on the bus. @param service its name there */
    private record Subject(String service, GridView meter) {
    }

    private final Supplier<Optional<LocalSettings>> bus;
    private final Runnable changed;
    private final OpenCalls calls;
    private final PhaseComparison comparison = new PhaseComparison();
    private Optional<Subject> subject = Optional.empty();
    private Optional<PhaseMap> order = Optional.empty();
    private EssVerdict verdict = EssVerdict.UNKNOWN;
    private long nextNanos;
    private long changeNanos;
    private long round;
    private long begunNanos;
    /** The round whose answers have not all come; 0 where there is none. */
    private long incomplete;
    /** The newest complete answers; empty where everything is to be asked. */
    private Optional<BusAnswers> latest = Optional.empty();
    private long wholeNanos;

    /**
     * @param bus     empty while localsettings are not on it
     * @param changed runs, with the lock held, when the verdict is another one
     */
    EssWatch(Object lock, Supplier<Optional<LocalSettings>> bus, Runnable changed) {
        this.calls = new OpenCalls(lock);
        this.bus = bus;
        this.changed = changed;
    }

    EssVerdict verdict() {
        return verdict;
    }

    /** Telegrams come: that none did holds no longer, and what ESS does shows when the meter is on the bus. */
    void heard() {
        if (verdict.equals(EssVerdict.GONE)) {
            set(EssVerdict.UNKNOWN);
        }
    }

    /** The meter was published: asks the bus when it is time. */
    void published(String service, GridView meter) {
        long now = System.nanoTime();
        PhaseMap phases = meter.registration().phases();
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
        if (now - nextNanos >= 0 && !isAsking(now)) {
            boolean settling = now - changeNanos < SETTLING_NANOS;
            nextNanos = now + (settling ? SOON_NANOS : PERIOD_NANOS);
            bus.get().ifPresent(settling || latest.filter(known -> known.leftOut().isEmpty()).isEmpty()
                    || now - wholeNanos >= WHOLE_PERIOD_NANOS ? this::ask : this::askAgain);
        }
    }

    /** Whether answers are awaited that may still come: a service that owes one after that time hangs. */
    private boolean isAsking(long now) {
        return incomplete != 0 && now - begunNanos < SOON_NANOS;
    }

    /** A setting of ESS, or a grid meter on the bus, changed. */
    void surroundingsChanged() {
        long now = System.nanoTime();
        changeNanos = now;
        nextNanos = now + SOON_NANOS;
        if (subject.isPresent() && !isAsking(now)) {
            bus.get().ifPresent(this::ask);
        }
    }

    /** The meter left the bus. */
    void offline() {
        subject = Optional.empty();
        comparison.skip();
        latest = Optional.empty();
        round++;
        set(EssVerdict.GONE);
    }

    private void ask(LocalSettings link) {
        long asked = begin();
        wholeNanos = begunNanos;
        BusAnswers answers = new BusAnswers(link, calls, inRound(asked, this::answered));
        answers.names(names -> {
            if (asked != round) {
                return;
            }
            for (String path : LocalSettings.HEEDED_BY_ESS) {
                answers.read(LocalSettings.NAME, path);
            }
            if (names.contains(SYSTEM)) {
                CHOSEN.forEach(path -> answers.read(SYSTEM, path));
            }
            names.stream().filter(EssWatch::isGrid).filter(name -> !name.equals(serviceName()))
                    .forEach(name -> OF_METER.forEach(path -> answers.read(name, path)));
            inverter(names).ifPresent(name -> {
                INVERTER_POWERS.forEach(path -> answers.read(name, path));
                if (name.startsWith(OWN_INPUTS)) {
                    INPUT_TYPES.forEach(path -> answers.read(name, path));
                }
            });
        });
    }

    /** What changes without a signal to this driver. Where more seems to have changed, everything is asked for next. */
    private void askAgain(LocalSettings link) {
        BusAnswers before = latest.orElseThrow();
        Map<String, List<String>> paths = new HashMap<>(Map.of(SYSTEM, CHOSEN));
        inverter(before.names()).ifPresent(name -> paths.put(name, INVERTER_POWERS));
        new BusAnswers(link, calls, before, inRound(begin(), known -> {
            if (known.size() == before.size() && chosen(known).equals(chosen(before))) {
                answered(known);
            } else {
                latest = Optional.empty();
                nextNanos = System.nanoTime();
            }
        })).again(paths);
    }

    private long begin() {
        begunNanos = System.nanoTime();
        incomplete = ++round;
        return round;
    }

    /** Answers count only while no later round was begun, and the meter is there. */
    private Consumer<BusAnswers> inRound(long asked, Consumer<BusAnswers> then) {
        return known -> {
            if (asked == incomplete) {
                incomplete = 0;
            }
            if (asked == round && subject.isPresent()) {
                then.accept(known);
            }
        };
    }

    private void answered(BusAnswers known) {
        latest = Optional.of(known);
        EssVerdict verdictOfRules = EssRules.verdict(facts(subject.orElseThrow(), known));
        set(known.leftOut().stream().allMatch(EssWatch::onlyMeasures) ? verdictOfRules : EssVerdict.UNKNOWN);
    }

    /** Of such an inverter only the powers are read, for the comparison of phases. */
    private static boolean onlyMeasures(String name) {
        return isInverter(name) && !name.startsWith(OWN_INPUTS);
    }

    private static List<String> chosen(BusAnswers known) {
        return CHOSEN.stream().flatMap(path -> known.text(SYSTEM, path).stream()).toList();
    }

    private String serviceName() {
        return subject.map(Subject::service).orElse("");
    }

    private static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private static Optional<String> inverter(List<String> names) {
        return names.stream().filter(EssWatch::isInverter).sorted().findFirst();
    }

    private static boolean isInverter(String name) {
        return INVERTERS.stream().anyMatch(name::startsWith);
    }

    private EssFacts facts(Subject present, BusAnswers known) {
        GridView meter = present.meter();
        compare(meter, known);
        List<OtherMeter> others = new ArrayList<>();
        for (String name : known.names()) {
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
        return new EssFacts(registration.kind(), meter.settings().role().isPresent(), shape.powerless(),
                Optional.of(registration.phases())
                        .filter(order -> shape.phasePowers() && !order.places(shape.phases())),
                present.service(), registration.instance(),
                meter.snapshot().interval(), inputs(known),
                known.integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 1, others,
                inverter(known.names()).isPresent(), chosen(known),
                System.nanoTime() - changeNanos >= SETTLING_NANOS, comparison.doubt(registration.phases()));
    }

    private static EssFacts.Inputs inputs(BusAnswers known) {
        Optional<String> own = inverter(known.names())
                .filter(name -> known.integer(name, INPUT_TYPES.get(0)).isPresent());
        return own.isPresent()
                ? new EssFacts.Inputs(known.integer(own.get(), INPUT_TYPES.get(0)),
                        known.integer(own.get(), INPUT_TYPES.get(1)), true)
                : new EssFacts.Inputs(known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_1),
                        known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_2), false);
    }

    private void compare(GridView meter, BusAnswers known) {
        Optional<double[]> inverter = inverter(known.names()).flatMap(name -> {
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
