package org.dbusp1.ess;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.venus.LocalSettings;

/**
 * Polls the inverters' power from the grid twice a second, while it is needed. Signals are not used: silence would not
 * distinguish a steady power from a service that hangs. A service that owes an answer is not asked again: of inverters nothing is
 * known then; PV inverters are asked separately.
 *
 * <p>The paths are those of dbus-systemcalc-py, dbus_systemcalc.py ("GRID METERS & CONSUMPTION"). A Multi RS has the power of
 * each AC input; com.victronenergy.acsystem, which repeats those of its units, is asked only without them.
 */
public final class InverterWatch {
    private static final Duration PERIOD = Duration.ofMillis(500);
    /** The time between two readings of the services, their ratings and the types of their inputs. */
    private static final long LIST_PERIOD_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long RARE_POLL_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String VEBUS = "com.victronenergy.vebus.";
    private static final String RS = "com.victronenergy.multi.";
    private static final String RS_SYSTEM = "com.victronenergy.acsystem.";
    private static final String PV = "com.victronenergy.pvinverter.";
    private static final String ACTIVE_INPUT = "/Ac/ActiveIn/ActiveInput";
    private static final String CONNECTED = "/Ac/ActiveIn/Connected";
    private static final String RATING = "/Ac/Out/NominalInverterPower";
    private static final String POSITION = "/Position";
    private static final List<String> VEBUS_PATHS = paths(List.of(ACTIVE_INPUT, CONNECTED), "/Ac/ActiveIn/L#/P", "/Ac/Out/L#/P");
    private static final List<String> RS_PATHS = paths(List.of(ACTIVE_INPUT), "/Ac/In/1/L#/P", "/Ac/In/2/L#/P", "/Ac/Out/L#/P");
    private static final List<String> PV_PATHS = paths(List.of(POSITION), "/Ac/L#/Power");
    /** gui-v2, enums.h: a PV inverter on AC input 1 or 2, and not on the output. */
    private static final List<Integer> ON_INPUT = List.of(0, 2);
    /** The types of an AC input that are the grid: grid and shore. */
    private static final List<Integer> GRID = List.of(1, 3);

    private final EventLoop loop;
    private final Supplier<Optional<LocalSettings>> bus;
    private final LongSupplier clock;
    private final Consumer<InverterPower> then;
    /** By service and path: values that are polled rarely, and the others. */
    private Map<String, Double> seldom = Map.of();
    private Map<String, Double> values = Map.of();
    private Map<String, Double> pvValues = Map.of();
    private List<String> inverters = List.of();
    private List<String> pvInverters = List.of();
    /** The PV inverters that have answered. */
    private List<String> pvAnswered = List.of();
    private long answeredNanos;
    private boolean watching;
    private boolean scheduled;
    /** True while an inverter owes an answer. */
    private boolean asking;
    /** True while a PV inverter owes an answer. */
    private boolean askingPv;
    private boolean listed;
    private long listedNanos;

    /**
     * @param bus gives the connection to the bus; empty while it is not open
     * @param clock as {@link System#nanoTime}
     * @param then gets the report; the power of the PV inverters is unknown while one of them owes an answer
     */
    public InverterWatch(EventLoop loop, Supplier<Optional<LocalSettings>> bus, LongSupplier clock, Consumer<InverterPower> then) {
        this.loop = loop;
        this.bus = bus;
        this.clock = clock;
        this.then = then;
    }

    /** Starts or stops polling. Called on the loop. */
    public void watch(boolean wanted) {
        watching = wanted;
        if (wanted && !scheduled) {
            scheduled = true;
            pollPeriodically();
        }
    }

    /** Polls once, if the last poll was a minute ago, to find an inverter to follow. */
    public void pollRarely() {
        if (!scheduled && (!listed || clock.getAsLong() - listedNanos >= RARE_POLL_NANOS)) {
            poll();
        }
    }

    private void pollPeriodically() {
        scheduled = watching;
        if (watching) {
            loop.after(PERIOD, this::pollPeriodically);
            poll();
        }
    }

    private void poll() {
        Optional<LocalSettings> link = bus.get();
        if (!asking && link.isPresent()) {
            asking = true;
            if (!listed || clock.getAsLong() - listedNanos >= LIST_PERIOD_NANOS) {
                list(link.get());
            } else {
                read(link.get());
            }
        }
    }

    private void list(LocalSettings link) {
        listed = true;
        listedNanos = clock.getAsLong();
        link.names(found -> {
            boolean units = found.stream().anyMatch(name -> name.startsWith(RS));
            inverters = found.stream().filter(name -> name.startsWith(VEBUS) || name.startsWith(RS)
                    || !units && name.startsWith(RS_SYSTEM)).sorted().toList();
            pvInverters = found.stream().filter(name -> name.startsWith(PV)).sorted().toList();
            Map<String, List<String>> paths = new HashMap<>();
            inverters.forEach(name -> paths.put(name, name.startsWith(VEBUS) ? List.of(RATING)
                    : List.of(RATING, "/Ac/In/1/Type", "/Ac/In/2/Type")));
            if (inverters.stream().anyMatch(name -> name.startsWith(VEBUS))) {
                paths.put(LocalSettings.NAME, List.of(LocalSettings.AC_INPUT_1, LocalSettings.AC_INPUT_2));
            }
            link.numbers(paths, numbers -> {
                seldom = numbers;
                read(link);
            });
        });
    }

    private void read(LocalSettings link) {
        if (!askingPv) {
            askingPv = true;
            List<String> asked = pvInverters;
            link.numbers(asked.stream().collect(Collectors.toMap(name -> name, name -> PV_PATHS)), numbers -> {
                askingPv = false;
                pvAnswered = asked;
                pvValues = numbers;
                if (!asking) {
                    then.accept(power());
                }
            });
        }
        link.numbers(inverters.stream().collect(Collectors.toMap(name -> name,
                name -> name.startsWith(VEBUS) ? VEBUS_PATHS : RS_PATHS)), numbers -> {
            asking = false;
            values = numbers;
            answeredNanos = clock.getAsLong();
            then.accept(power());
        });
    }

    private static List<String> paths(List<String> others, String... ofPhases) {
        return Stream.concat(others.stream(), Stream.of(ofPhases).flatMap(path -> IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .mapToObj(phase -> path.replace("#", "" + phase)))).toList();
    }

    private InverterPower power() {
        if (inverters.isEmpty()) {
            return InverterPower.NONE;
        }
        List<String> pvs = pvAnswered.stream().filter(name -> ON_INPUT.contains(integer(name, POSITION))).toList();
        return new InverterPower(reporting(inverters, this::acIn), reporting(pvs, this::given),
                inverters.stream().allMatch(this::isOnGrid), sum(inverters, this::acIn, false),
                askingPv ? PhaseWatts.UNKNOWN : sum(pvs, this::given, true), sum(inverters, this::acOut, false),
                rating(), answeredNanos);
    }

    /** Returns the sum in watts; 0, unknown, if an inverter does not report its rating. */
    private double rating() {
        double sum = inverters.stream().mapToDouble(name -> value(name, RATING)).sum();
        return Double.isFinite(sum) ? sum : 0;
    }

    /** Returns the services, each with the phases that it reports. */
    private static String reporting(List<String> services, Function<String, IntToDoubleFunction> power) {
        return services.stream().map(name -> name + IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .filter(phase -> Double.isFinite(power.apply(name).applyAsDouble(phase))).mapToObj(phase -> " L" + phase)
                .collect(Collectors.joining())).collect(Collectors.joining(", "));
    }

    /** Returns the sum by phase; a phase that no service has is unknown, or 0 W. */
    private static PhaseWatts sum(List<String> services, Function<String, IntToDoubleFunction> power, boolean zero) {
        return PhaseWatts.of(phase -> {
            double[] known = services.stream().mapToDouble(name -> power.apply(name).applyAsDouble(phase))
                    .filter(Double::isFinite).toArray();
            double sum = 0;
            for (double watts : known) {
                sum += watts;
            }
            return known.length == 0 && !zero ? Double.NaN : sum;
        });
    }

    private IntToDoubleFunction acIn(String name) {
        int input = integer(name, ACTIVE_INPUT) + 1;
        return phase -> value(name, name.startsWith(VEBUS) ? "/Ac/ActiveIn/L" + phase + "/P" : "/Ac/In/" + input + "/L" + phase + "/P");
    }

    private IntToDoubleFunction acOut(String name) {
        return phase -> value(name, "/Ac/Out/L" + phase + "/P");
    }

    private IntToDoubleFunction given(String name) {
        return phase -> value(name, "/Ac/L" + phase + "/Power");
    }

    private boolean isOnGrid(String name) {
        int input = integer(name, ACTIVE_INPUT);
        if (input != 0 && input != 1) {
            return false; // 240: none is connected
        }
        if (name.startsWith(VEBUS)) {
            return integer(name, CONNECTED) == 1
                    && GRID.contains(integer(LocalSettings.NAME, input == 0 ? LocalSettings.AC_INPUT_1 : LocalSettings.AC_INPUT_2));
        }
        return GRID.contains(integer(name, "/Ac/In/" + (input + 1) + "/Type"));
    }

    private double value(String name, String path) {
        String key = name + path;
        return values.getOrDefault(key, pvValues.getOrDefault(key, seldom.getOrDefault(key, Double.NaN)));
    }

    private int integer(String name, String path) {
        double number = value(name, path);
        return Double.isFinite(number) ? (int) number : Integer.MIN_VALUE;
    }
}
