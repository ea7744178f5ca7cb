package org.dbusp1.gx.ess;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.BusImage.Use;
import org.jspecify.annotations.Nullable;

/**
 * The facts of ESS that the peak limiter needs besides powers, by the paths of dbus-systemcalc-py, hub4control and the
 * inverter.
 *
 * @param values numbers of the services; each path belongs to one service
 */
public record LimiterFacts(Map<String, Double> values) {
    /** The most current in amperes that the battery takes. The chargers' mode would not tell: a limit of the inverters changes it too. */
    private static final String MAX_CHARGE_CURRENT = "/Info/MaxChargeCurrent";
    /** The path of the override, in watts of the DC side. Hub4control stores it nowhere and drops it minutes after the last write. */
    public static final String OVERRIDE = "/Overrides/MaxDischargePower";
    /** Value of the override while nothing limits the power of the inverters. */
    public static final double NO_LIMIT = -1;
    /** Value of the override while hub4control has none that is valid, as just after its start. */
    public static final double NOT_VALID = Double.NEGATIVE_INFINITY;
    private static final String MINIMUM = "/Settings/CGwacs/BatteryLife/MinimumSocLimit";
    /** A grid set point in watts, not valid unless a program sets it (Modbus register 2716). */
    private static final String SETPOINT = "/Overrides/Setpoint";
    private static final String ACTIVE_MINIMUM = "/Control/ActiveSocLimit";
    private static final String SOC = "/Dc/Battery/Soc";
    /** systemcalc has it where a solar charger is on the DC side (dbus_systemcalc.py). */
    private static final String SOLAR = "/Dc/Pv/Power";
    private static final String SUSTAIN = "/Hub4/Sustain";
    /** The number of inverters on VE.Bus, connected or not (delegates/multi.py). */
    private static final String VEBUS_DEVICES = "/Devices/NumberOfVebusDevices";
    private static final String DESS = "/DynamicEss/Active";
    private static final String DESS_MODE = "/Settings/DynamicEss/Mode";
    private static final String SCHEDULE = "/Control/ScheduledCharge";
    private static final String LOAD_SHEDDING = "/LoadShedding/Active";
    private static final String FORCED_CHARGE = "/Overrides/ForceCharge";
    /** Paths whose values are 0 unless DESS, a schedule, load shedding or another program controls the battery. */
    private static final List<String> CONTROLS = List.of(DESS, DESS_MODE, SCHEDULE, LOAD_SHEDDING, FORCED_CHARGE);
    /** The services of these paths. */
    public static final List<String> CONTROLLERS = List.of(BusItemClient.SETTINGS, BusItemClient.SYSTEM, BusItemClient.HUB4);
    static final List<String> OF_SETTINGS = List.of(MINIMUM, BusItemClient.OWNERS_LIMIT, BusItemClient.OWNERS_SETPOINT, DESS_MODE,
            BusItemClient.BATTERY_USE);
    static final List<String> OF_SYSTEM = List.of(BusTable.INVERTER, BusTable.BMS, DESS, SCHEDULE, LOAD_SHEDDING, ACTIVE_MINIMUM, SOC,
            SOLAR, VEBUS_DEVICES);
    static final List<String> OF_HUB4 = List.of(FORCED_CHARGE, SETPOINT);
    static final List<String> OF_INVERTER = List.of(SUSTAIN);
    static final List<String> OF_BMS = List.of(MAX_CHARGE_CURRENT);
    /** A battery that accepts less than this takes no current: it is full or cold, or one of its cells is full. */
    private static final double LEAST_CHARGE_AMPERES = 1;
    private static final double LEAST_SUN_WATTS = 50;
    private static final double SUN_GROWTH_FACTOR = 1.15;
    private static final double SUN_GROWTH_WATTS = 100;
    /** A set point of another program counts only if it is more than this above the owner's. */
    private static final double SETPOINT_TOLERANCE_WATTS = 100;

    public static LimiterFacts of(BusImage image) {
        Map<String, Double> known = new HashMap<>();
        BusImage.queries(Use.LIMIT).forEach(query -> query.services().apply(image).forEach(service -> query.paths().forEach(path -> {
            double number = image.number(service, path);
            if (Double.isFinite(number)) {
                known.put(path, number);
            }
        })));
        return new LimiterFacts(known);
    }

    public static void readOverride(BusItemClient link, Consumer<@Nullable Double> completion) {
        link.getValue(BusItemClient.HUB4, OVERRIDE, answer -> {
            Object value = answer.firstValue();
            completion.accept(value == null ? null : override(value));
        });
    }

    /**
     * Returns the watts of a value of the override; {@link #NOT_VALID} for Victron's invalid value, an empty list; NaN if it
     * is no number.
     */
    public static double override(Object value) {
        if (value instanceof Collection<?> list && list.isEmpty()) {
            return NOT_VALID;
        }
        return value instanceof Number number && Double.isFinite(number.doubleValue()) ? number.doubleValue() : Double.NaN;
    }

    private double value(String path, double absent) {
        return values.getOrDefault(path, absent);
    }

    /** Returns whether no inverter is on VE.Bus; false while this is unknown. */
    public boolean hasNoVebus() {
        return value(VEBUS_DEVICES, 1) == 0;
    }

    /** Returns whether the charge is known, without which no limit can be set. */
    public boolean hasCharge() {
        return values.containsKey(SOC);
    }

    public boolean isBatteryControlled() {
        return CONTROLS.stream().anyMatch(path -> value(path, 0) != 0);
    }

    /**
     * Returns the grid set point in watts that another program has set above the owner's: ESS draws it from the grid, whatever
     * the inverters may give. Null without such a set point.
     */
    public @Nullable Double foreignSetpoint() {
        Double setpoint = values.get(SETPOINT);
        return setpoint != null && setpoint > value(BusItemClient.OWNERS_SETPOINT, 0) + SETPOINT_TOLERANCE_WATTS ? setpoint : null;
    }

    /** Returns the charge above the minimum of ESS, in percent points; -1 while the inverter sustains an empty battery. */
    public double aboveMinimum() {
        return value(SUSTAIN, 0) != 0 ? -1 : soc() - minimumSoc();
    }

    /** Returns the charge of the battery in percent; 100 if unknown. */
    public double soc() {
        return value(SOC, 100);
    }

    /** Returns the charge below which ESS does not discharge the battery, in percent; 0 if unknown. */
    public double minimumSoc() {
        return value(ACTIVE_MINIMUM, value(MINIMUM, 0));
    }

    public boolean hasSolarChargers() {
        return values.containsKey(SOLAR);
    }

    /**
     * Returns the power of the solar chargers in watts. ESS never limits the inverters to less (dbus-systemcalc-py,
     * dynamicess.py, loadshedding.py): they would not take all of it.
     */
    public double solarWatts() {
        return value(SOLAR, 0);
    }

    /**
     * Returns the least watts that the inverters may give because of the sun: its power; and if the battery takes no current,
     * more. Then chargers that were slowed down by a cloud can give no more than the inverters take, so the limit has to lead.
     */
    public double leastLimit() {
        boolean sunNeedsRoom = value(MAX_CHARGE_CURRENT, Double.MAX_VALUE) < LEAST_CHARGE_AMPERES && solarWatts() >= LEAST_SUN_WATTS;
        return sunNeedsRoom ? solarWatts() * SUN_GROWTH_FACTOR + SUN_GROWTH_WATTS : solarWatts();
    }

    /**
     * Returns the owner's choice by which the battery supplies nothing that a limit could hold back, whatever else may be told of ESS;
     * null without one.
     */
    public @Nullable Condition nothingToLimit() {
        return ownersLimit() == 0 ? Condition.ESS_NO_DISCHARGE
                : value(BusItemClient.BATTERY_USE, 0) == BusItemClient.ONLY_CRITICAL_LOADS ? Condition.ESS_CRITICAL_LOADS : null;
    }

    /** Returns the owner's limit of the inverters' power in watts; Double.MAX_VALUE without a limit. */
    public double ownersLimit() {
        double watts = value(BusItemClient.OWNERS_LIMIT, -1);
        return watts < 0 ? Double.MAX_VALUE : watts;
    }
}
