package org.dbusp1.output.venus;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the guard of the peak has to know of ESS beside powers, by the paths of dbus-systemcalc-py, hub4control and the inverter.
 *
 * @param values the numbers that the services have, by path; each path is one of one service
 */
record EssFacts(Map<String, Double> values) {
    static final String SYSTEM = "com.victronenergy.system";
    static final String HUB4 = "com.victronenergy.hub4";
    static final String INVERTER = "com.victronenergy.vebus.";
    static final String VEBUS = "/VebusService";
    /** The most that the inverters give, in watts; -1: no limit. Nothing keeps it, and hub4control forgets it after minutes. */
    static final String OVERRIDE = "/Overrides/MaxDischargePower";
    private static final String MODE = LocalSettings.ESS_MODE;
    private static final String BATTERY_LIFE = "/Settings/CGwacs/BatteryLife/State";
    private static final String MINIMUM = "/Settings/CGwacs/BatteryLife/MinimumSocLimit";
    private static final String ALWAYS = "/Settings/CGwacs/AlwaysPeakShave";
    private static final String OWNERS_MOST = "/Settings/CGwacs/MaxDischargePower";
    private static final String ACTIVE_MINIMUM = "/Control/ActiveSocLimit";
    private static final String CHARGE = "/Dc/Battery/Soc";
    private static final String BATTERY = "/Dc/Battery/Power";
    /** 1 while ESS supplies power so that less is imported than its limit allows. */
    static final String SHAVES = "/SystemState/PeakShaving";
    private static final String ASSISTANT = "/Hub4/AssistantId";
    private static final String SUSTAIN = "/Hub4/Sustain";
    private static final String SHORE_LIMIT = "/Hub4/L1/OverruledShoreLimit";
    /** Each is 0 while neither DESS, a schedule, load shedding nor anybody else has the battery. */
    private static final List<String> OTHERS = List.of("/DynamicEss/Active", "/Settings/DynamicEss/Mode",
            "/Control/ScheduledCharge", "/LoadShedding/Active", "/Overrides/ForceCharge");
    private static final int ESS = 5;
    private static final int KEEPS_CHARGED = 9;
    /** A value of {@link LocalSettings#ESS_MODE}: another program regulates. */
    static final int EXTERNAL = 3;
    /** Below this the battery gives nothing: inverters draw some for themselves. */
    static final double GIVES_WATTS = 50;

    /**
     * Reads what is to be known, and the override last: so it is old only where it is written before the answer.
     *
     * @param vebus the inverter that ESS uses; empty where there is none
     */
    static void read(LocalSettings link, String vebus, Consumer<EssFacts> then) {
        link.numbers(Map.of(
                LocalSettings.NAME, List.of(MODE, BATTERY_LIFE, MINIMUM, ALWAYS, OWNERS_MOST, OTHERS.get(1)),
                SYSTEM, List.of(OTHERS.get(0), OTHERS.get(2), OTHERS.get(3), ACTIVE_MINIMUM, CHARGE, BATTERY, SHAVES),
                HUB4, List.of(OTHERS.get(4)),
                vebus, vebus.isEmpty() ? List.of() : List.of(ASSISTANT, SUSTAIN, SHORE_LIMIT)),
                found -> link.numbers(Map.of(HUB4, List.of(OVERRIDE)), last -> then.accept(new EssFacts(
                        Stream.of(found, last).flatMap(numbers -> numbers.entrySet().stream())
                        .collect(Collectors.toMap(each -> each.getKey().substring(each.getKey().indexOf('/')), Map.Entry::getValue))))));
    }

    private double value(String path, double absent) {
        return values.getOrDefault(path, absent);
    }

    /** Returns whether ESS regulates: an inverter has its assistant, and no other program regulates. */
    boolean regulates() {
        return value(ASSISTANT, 0) == ESS && value(MODE, EXTERNAL) != EXTERNAL;
    }

    /** Returns whether ESS can keep to an import limit in amperes. */
    boolean limitsImport() {
        return values.containsKey(SHORE_LIMIT);
    }

    /** Returns whether ESS can keep to a limit of what the inverters give: not while it keeps the battery charged. */
    boolean limitsDischarge() {
        return value(BATTERY_LIFE, KEEPS_CHARGED) != KEEPS_CHARGED && value(SUSTAIN, 0) == 0 && values.containsKey(OVERRIDE)
                && values.containsKey(CHARGE);
    }

    /** Returns whether DESS, a schedule, load shedding or anybody else has the battery. */
    boolean isTaken() {
        return OTHERS.stream().anyMatch(path -> value(path, 0) != 0);
    }

    OptionalDouble override() {
        return values.containsKey(OVERRIDE) ? OptionalDouble.of(values.get(OVERRIDE)) : OptionalDouble.empty();
    }

    double charge() {
        return value(CHARGE, Double.MAX_VALUE);
    }

    /** Returns the charge at which ESS stops to discharge the battery. */
    double minimum() {
        return value(ACTIVE_MINIMUM, value(MINIMUM, -1));
    }

    /** Returns whether ESS gives the battery's rest for peaks. */
    boolean shavesAlways() {
        return value(ALWAYS, 1) != 0;
    }

    /** Returns what the battery gives, in watts. */
    double discharge() {
        return -value(BATTERY, 0);
    }

    boolean gives() {
        return value(SHAVES, 0) == 1 || discharge() >= GIVES_WATTS;
    }

    /** Returns the most that the owner lets the inverters give, in watts. */
    double most() {
        double watts = value(OWNERS_MOST, -1);
        return watts < 0 ? Double.MAX_VALUE : watts;
    }
}
