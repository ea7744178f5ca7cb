package org.dbusp1.gx.ess;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.BusImage.Use;
import org.jspecify.annotations.Nullable;

/**
 * The powers that follow from the answers of inverters and PV inverters. The paths are those of
 * dbus-systemcalc-py, dbus_systemcalc.py ("GRID METERS & CONSUMPTION"). A Multi RS has the power of each AC input.
 */
public final class InverterValues {
    private static final String PV = "com.victronenergy.pvinverter.";
    private static final String CONNECTED = "/Ac/ActiveIn/Connected";
    static final String RATING = "/Ac/Out/NominalInverterPower";
    private static final String PHASE_RATING = "/Ac/Out/L#/NominalInverterPower";
    static final String POSITION = "/Position";
    static final List<String> VEBUS_PATHS = paths(List.of(Inverters.ACTIVE_INPUT, CONNECTED, RATING), "/Ac/ActiveIn/L#/P", "/Ac/Out/L#/P");
    /**
     * A unit of an RS system has a rating of each phase, and none of all; the service that sums up the units has none (gui-v2,
     * multirs-smart.json).
     */
    static final List<String> RS_PATHS = paths(List.of(Inverters.ACTIVE_INPUT, Inverters.INPUT_TYPES.get(0), Inverters.INPUT_TYPES.get(1)),
            PHASE_RATING, "/Ac/In/1/L#/P", "/Ac/In/2/L#/P", "/Ac/Out/L#/P");
    static final List<String> PV_PATHS = paths(List.of(), "/Ac/L#/Power");
    /** gui-v2, enums.h: the positions of a PV inverter on AC input 1 or 2, not on the output. */
    private static final List<Integer> ON_INPUT = List.of(0, 2);

    private static List<String> paths(List<String> others, String... ofPhases) {
        return Stream.concat(others.stream(), Stream.of(ofPhases).flatMap(path -> IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .mapToObj(phase -> path.replace("#", "" + phase)))).toList();
    }

    private final BusImage image;
    private final Use use;
    private final List<String> inverters;

    /** @param use for which the inverters were asked: {@link Use#POWERS}, or with the PV inverters {@link Use#FOLLOW} */
    public InverterValues(BusImage image, Use use) {
        this.image = image;
        this.use = use;
        this.inverters = Inverters.ofPowers(image.names());
    }

    static List<String> pvInverters(Collection<String> onBus) {
        return onBus.stream().filter(name -> name.startsWith(PV)).toList();
    }

    static List<String> pvInvertersOnInputs(BusImage image) {
        return pvInverters(image.names()).stream()
                .filter(name -> image.integer(name, POSITION).stream().anyMatch(ON_INPUT::contains)).toList();
    }

    /** Returns the powers; null while an inverter hangs: what the others report is not the whole. */
    public @Nullable InverterPower power() {
        if (inverters.isEmpty()) {
            return InverterPower.NONE;
        }
        Long asked = image.oldest(use, inverters);
        if (asked == null) {
            return null;
        }
        List<String> pvs = pvInvertersOnInputs(image);
        return new InverterPower(servicesWithPhases(inverters, this::acIn), servicesWithPhases(pvs, this::pvPower),
                inverters.stream().allMatch(this::isOnGrid), sum(inverters, this::acIn, false),
                isPvKnown(asked) ? sum(pvs, this::pvPower, true) : PhaseWatts.UNKNOWN, sum(inverters, this::acOut, false), rating(), asked);
    }

    /**
     * A PV inverter has the paths of its own phases alone; one that has just started may have none yet, and of one that has not answered
     * yet the powers are of an earlier moment.
     */
    private boolean isPvKnown(long inverterNanos) {
        List<String> all = pvInverters(image.names());
        Long asked = image.oldest(use, all);
        return use == Use.FOLLOW && (all.isEmpty() || asked != null && inverterNanos - asked <= 0)
                && all.stream().noneMatch(name -> image.integer(name, POSITION).isEmpty()
                || ON_INPUT.contains(integer(name, POSITION)) && PV_PATHS.stream().noneMatch(path -> image.has(name, path)));
    }

    /** Returns the most that the inverters together can give, in watts; 0 (unknown) if one does not report its rating. */
    public double rating() {
        double sum = inverters.stream().mapToDouble(this::rating).sum();
        return Double.isFinite(sum) ? sum : 0;
    }

    /** Returns the rating of an inverter in watts; NaN if it does not report it. */
    private double rating(String name) {
        return Inverters.isOnVebus(name) ? value(name, RATING) : IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .mapToDouble(phase -> value(name, PHASE_RATING.replace("#", "" + phase))).filter(Double::isFinite)
                .reduce(Double::sum).orElse(Double.NaN);
    }

    /** Returns a text that is equal as long as the same services report the same phases. */
    private static String servicesWithPhases(List<String> services, Function<String, IntToDoubleFunction> power) {
        return services.stream().map(name -> name + IntStream.rangeClosed(1, PhaseWatts.PHASES)
                .filter(phase -> Double.isFinite(power.apply(name).applyAsDouble(phase))).mapToObj(phase -> " L" + phase)
                .collect(Collectors.joining())).collect(Collectors.joining(", "));
    }

    /** Returns the sum by phase; a phase that no service has is 0 W if {@code zeroIfUnknown}, otherwise unknown. */
    private static PhaseWatts sum(List<String> services, Function<String, IntToDoubleFunction> power, boolean zeroIfUnknown) {
        return PhaseWatts.of(phase -> {
            double[] known = services.stream().mapToDouble(name -> power.apply(name).applyAsDouble(phase))
                    .filter(Double::isFinite).toArray();
            return known.length == 0 && !zeroIfUnknown ? Double.NaN : DoubleStream.of(known).sum();
        });
    }

    private IntToDoubleFunction acIn(String name) {
        int input = integer(name, Inverters.ACTIVE_INPUT) + 1;
        return phase -> value(name, Inverters.isOnVebus(name) ? "/Ac/ActiveIn/L" + phase + "/P" : "/Ac/In/" + input + "/L" + phase + "/P");
    }

    private IntToDoubleFunction acOut(String name) {
        return phase -> value(name, "/Ac/Out/L" + phase + "/P");
    }

    private IntToDoubleFunction pvPower(String name) {
        return phase -> value(name, "/Ac/L" + phase + "/Power");
    }

    private boolean isOnGrid(String name) {
        int input = integer(name, Inverters.ACTIVE_INPUT);
        if (input != 0 && input != 1) {
            return false; // 240: no input is connected
        }
        if (Inverters.isOnVebus(name)) {
            return integer(name, CONNECTED) == 1
                    && Inverters.isGrid(integer(BusItemClient.SETTINGS, input == 0 ? BusItemClient.AC_INPUT_1 : BusItemClient.AC_INPUT_2));
        }
        return Inverters.isGrid(integer(name, Inverters.INPUT_TYPES.get(input)));
    }

    private double value(String name, String path) {
        return image.number(name, path);
    }

    /** Returns a number as an integer; Integer.MIN_VALUE, which no path has, if the number is absent. */
    private int integer(String name, String path) {
        return image.integer(name, path).orElse(Integer.MIN_VALUE);
    }
}
