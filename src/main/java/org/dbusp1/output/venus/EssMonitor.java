package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dbusp1.demand.GuardStatus.Battery;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.SafeText;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.EssVerdict;
import org.dbusp1.output.MeterShape;
import org.dbusp1.output.PhaseOrder;
import org.dbusp1.output.RegulationEstimator;
import org.dbusp1.output.venus.DeviceSettings.Registration;
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

    /** The battery, and the power of its inverter (dbus-systemcalc-py, dbus_systemcalc.py; gui-v2, vebus devices). */
    private static final String CAPACITY = "/Dc/Battery/Capacity";
    private static final String VOLTAGE = "/Dc/Battery/Voltage";
    private static final String INVERTER_WATTS = "/Ac/Out/NominalInverterPower";

    /** A value of {@link LocalSettings#ESS_MODE}: another program regulates. */
    private static final int MODE_EXTERNAL = 3;

    /**
     * Values that are read.
     *
     * @param of    whether a service with this name is asked
     * @param often whether every ten seconds, because they change without a signal to this driver
     */
    private record Question(Predicate<String> of, List<String> paths, boolean often) {
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question(LocalSettings.NAME::equals, LocalSettings.ESS_SETTINGS, false),
            // Programs write the set point at any rate: it is read each minute, and not at each change.
            new Question(LocalSettings.NAME::equals, List.of(LocalSettings.SET_POINT, LocalSettings.ESS_MODE), false),
            new Question(LocalSettings.NAME::equals, List.of(LocalSettings.MAX_DISCHARGE), false),
            new Question(SYSTEM::equals, List.of(CAPACITY, VOLTAGE), false),
            new Question(EssMonitor::isInverter, List.of(INVERTER_WATTS), false),
            new Question(SYSTEM::equals, CHOSEN, true),
            new Question(SYSTEM::equals, List.of(PEAK_SHAVING), true),
            new Question(HUB4::equals, List.of(NO_GRID_METER), true),
            new Question(EssMonitor::isGrid, OF_METER, false),
            new Question(EssMonitor::isInverter, INVERTER_POWERS, true),
            new Question(name -> name.startsWith(OWN_INPUTS), INPUT_TYPES, false));

    /** The answers of other services to one round of questions. */
    private final class Answers {
        private final LocalSettings link;
        /** Whether these renew the newest answers, and not everything is asked. */
        private final boolean again;
        private final long begunNanos = System.nanoTime();
        private final Set<String> hanging = Set.copyOf(owed.keySet());
        private final Set<String> leftOut = new HashSet<>();
        private final Map<String, Object> values = new HashMap<>();
        /** The services on the bus, without this meter's and without a second inverter. */
        private List<String> names = List.of();
        private int awaited = 1;

        /** @param before the newest answers, where some are to be renewed; absent where everything is asked */
        Answers(LocalSettings link, Optional<Answers> before) {
            this.link = link;
            this.again = before.isPresent();
            before.ifPresent(known -> values.putAll(known.values));
        }

        /** Asks the services. What was not there is not asked for again. */
        void ask(List<String> services) {
            names = services;
            for (Question question : QUESTIONS) {
                if (!again || question.often) {
                    names.stream().filter(question.of).forEach(name -> question.paths.stream()
                            .filter(path -> !again || values.containsKey(name + path))
                            .forEach(path -> read(name, path)));
                }
            }
            arrived();
        }

        private void read(String service, String path) {
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
        private void arrived() {
            if (--awaited == 0 && isAwaited()) {
                asking = Optional.empty();
                answered(this);
            }
        }

        /** Returns whether no later round was begun, and the meter is there. */
        boolean isAwaited() {
            return asking.equals(Optional.of(this));
        }

        Optional<String> inverter() {
            return names.stream().filter(EssMonitor::isInverter).findFirst();
        }

        /** Returns the services that systemcalc uses for the AC inputs. */
        List<String> chosen() {
            return CHOSEN.stream().flatMap(path -> text(SYSTEM, path).stream()).toList();
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
    private Optional<Double> setPoint = Optional.empty();
    /** The meter as it was last published; absent while it is not on the bus. */
    private Optional<GridView> subject = Optional.empty();
    private String service = "";
    private Optional<PhaseOrder> order = Optional.empty();
    private EssVerdict verdict = EssVerdict.UNKNOWN;
    private long nextNanos;
    private long changeNanos;
    /** The round whose answers have not all come. */
    private Optional<Answers> asking = Optional.empty();
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

    /** Returns what the battery of ESS can give; absent while the bus does not have it. */
    Optional<Battery> battery() {
        return latest.flatMap(known -> known.inverter().flatMap(name -> known.number(name, INVERTER_WATTS))
                .flatMap(most -> known.number(SYSTEM, CAPACITY).flatMap(hours -> known.number(SYSTEM, VOLTAGE)
                .map(volts -> {
                    double owners = known.number(LocalSettings.NAME, LocalSettings.MAX_DISCHARGE).orElse(-1.0);
                    return new Battery(Math.round(owners < 0 ? most : Math.min(owners, most)),
                            Math.round(hours * volts));
                })))).filter(battery -> battery.watts() > 0 && battery.wattHours() > 0);
    }

    /** Ends the verdict that no telegrams come: they come again, and a verdict follows when the meter is on the bus. */
    void telegramsCome() {
        if (verdict.equals(EssVerdict.GONE)) {
            set(EssVerdict.UNKNOWN);
        }
    }

    /** Takes the meter as it was published, and asks the bus when it is time. */
    void published(String name, GridView view) {
        long now = System.nanoTime();
        PhaseOrder phases = view.registration().phases();
        if (subject.isEmpty() || !service.equals(name)) {
            changeNanos = now;
            nextNanos = now;
        }
        if (!order.equals(Optional.of(phases))) {
            order = Optional.of(phases);
            comparison.restart();
            nextNanos = now;
        }
        subject = Optional.of(view);
        service = name;
        regulated(view.snapshot());
        if (now - nextNanos >= 0 && !isAsking(now)) {
            boolean settling = now - changeNanos < SETTLING_NANOS;
            nextNanos = now + (settling ? SOON_NANOS : PERIOD_NANOS);
            ask(settling || now - wholeNanos >= WHOLE_PERIOD_NANOS ? Optional.empty()
                    : latest.filter(known -> known.leftOut.isEmpty()));
        }
    }

    private void regulated(Snapshot snapshot) {
        if (setPoint.isPresent() && regulation.accept(snapshot, setPoint.get())) {
            set(verdict.with(regulation.regulation()));
        }
    }

    /** Returns whether answers are awaited that may still come: a service that owes one after two seconds hangs. */
    private boolean isAsking(long now) {
        return asking.filter(round -> now - round.begunNanos < SOON_NANOS).isPresent();
    }

    /** Asks the bus anew: a setting of ESS, or a grid meter on the bus, changed. */
    void surroundingsChanged() {
        long now = System.nanoTime();
        changeNanos = now;
        nextNanos = now + SOON_NANOS;
        if (subject.isPresent() && !isAsking(now)) {
            ask(Optional.empty());
        }
    }

    /** Sets the verdict that no telegrams come: the meter left the bus. */
    void offline() {
        subject = Optional.empty();
        setPoint = Optional.empty();
        comparison.skip();
        latest = Optional.empty();
        asking = Optional.empty();
        set(EssVerdict.GONE);
    }

    /** Asks for everything, or again for the values that change without a signal. @param before the newest answers */
    private void ask(Optional<Answers> before) {
        bus.get().ifPresent(link -> {
            Answers answers = new Answers(link, before);
            asking = Optional.of(answers);
            before.ifPresentOrElse(known -> answers.ask(known.names), () -> {
                wholeNanos = answers.begunNanos;
                link.names(names -> {
                    if (answers.isAwaited()) {
                        answers.ask(asked(names));
                    }
                });
            });
        });
    }

    private List<String> asked(List<String> names) {
        Optional<String> inverter = names.stream().filter(EssMonitor::isInverter).sorted().findFirst();
        return names.stream().filter(name -> isInverter(name) ? name.equals(inverter.orElseThrow())
                : !name.equals(service)).toList();
    }

    /** Takes all answers of a round. Where more seems to have changed than was asked for, everything is asked for next. */
    private void answered(Answers known) {
        if (known.again && latest.filter(before -> known.values.size() == before.values.size()
                && known.chosen().equals(before.chosen())).isEmpty()) {
            latest = Optional.empty();
            nextNanos = System.nanoTime();
            return;
        }
        latest = Optional.of(known);
        EssVerdict verdictOfRules = EssRules.verdict(facts(subject.orElseThrow(), known));
        boolean complete = known.leftOut.stream().allMatch(EssMonitor::isDispensable);
        setPoint = complete && isRegulating(known) ? known.number(LocalSettings.NAME, LocalSettings.SET_POINT)
                : Optional.empty();
        set(complete ? verdictOfRules.with(setPoint.flatMap(any -> regulation.regulation()))
                        .withPeakShaving(known.integer(SYSTEM, PEAK_SHAVING).orElse(0) == 1)
                : EssVerdict.UNKNOWN);
    }

    private boolean isRegulating(Answers known) {
        return known.chosen().contains(service) && known.inverter().isPresent()
                && known.integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 0
                && known.integer(LocalSettings.NAME, LocalSettings.ESS_MODE).orElse(0) != MODE_EXTERNAL;
    }

    /**
     * Returns whether there is a verdict without a service: an inverter whose powers alone are read, for the comparison
     * of phases, or the part of ESS that has the alarm.
     */
    private static boolean isDispensable(String name) {
        return isInverter(name) && !name.startsWith(OWN_INPUTS) || name.equals(HUB4);
    }

    private static boolean isGrid(String name) {
        return name.startsWith(GRID);
    }

    private static boolean isInverter(String name) {
        return INVERTERS.stream().anyMatch(name::startsWith);
    }

    private EssInputs facts(GridView meter, Answers known) {
        compare(meter, known);
        List<OtherMeter> others = new ArrayList<>();
        for (String name : known.names) {
            OptionalInt instance = known.integer(name, "/DeviceInstance");
            if (isGrid(name) && instance.isPresent()) {
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
                service, registration.instance(),
                meter.snapshot().measuredInterval(), inputs(known),
                known.integer(LocalSettings.NAME, LocalSettings.WITHOUT_GRID_METER).orElse(0) == 1, others,
                known.inverter().isPresent(), known.chosen(),
                known.integer(HUB4, NO_GRID_METER).orElse(0) > 0,
                System.nanoTime() - changeNanos >= SETTLING_NANOS, comparison.doubt(registration.phases()));
    }

    private static EssInputs.Inputs inputs(Answers known) {
        Optional<String> own = known.inverter()
                .filter(name -> known.integer(name, INPUT_TYPES.get(0)).isPresent());
        return own.isPresent()
                ? new EssInputs.Inputs(known.integer(own.get(), INPUT_TYPES.get(0)),
                        known.integer(own.get(), INPUT_TYPES.get(1)), true)
                : new EssInputs.Inputs(known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_1),
                        known.integer(LocalSettings.NAME, LocalSettings.AC_INPUT_2), false);
    }

    private void compare(GridView meter, Answers known) {
        Optional<double[]> inverter = known.inverter().flatMap(name -> {
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
