package org.dbusp1.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A number that a template can print.
 *
 * @param raw     returns the number in the unit of the simulation
 * @param perUnit raw units in one unit without prefix: 3600 watt seconds in a watt hour
 * @param wheel   whether the number is a counter, which is rounded down; other numbers are rounded
 */
record NumberField(ToLongFunction<SimulatedMeter> raw, long perUnit, boolean wheel) {
    /**
     * The numbers by the names that are usual in metering: A active energy, R reactive energy, P, Q, S active, reactive and
     * apparent power, + import, - export, U voltage, I current, f frequency, PF power factor.
     */
    static final Map<String, NumberField> ALL = all();

    /** @throws IllegalArgumentException if no field has the name */
    static NumberField of(String name) {
        NumberField field = ALL.get(name);
        if (field == null) {
            throw new IllegalArgumentException("no field " + name);
        }
        return field;
    }

    private static Map<String, NumberField> all() {
        Map<String, NumberField> fields = new HashMap<>();
        for (int t = 0; t <= Registers.TARIFFS; t++) {
            int tariff = t;
            String suffix = t == 0 ? "" : "." + t;
            fields.put("A+" + suffix, energy(m -> m.registers().imported[tariff]));
            fields.put("A-" + suffix, energy(m -> m.registers().exported[tariff]));
            fields.put("R+" + suffix, energy(m -> m.registers().reactiveImported[tariff]));
            fields.put("R-" + suffix, energy(m -> m.registers().reactiveExported[tariff]));
        }
        fields.put("A+-", energy(m -> m.registers().imported[0] + m.registers().exported[0]));
        for (int q = 1; q <= 4; q++) {
            int quadrant = q;
            fields.put("R" + q, energy(m -> m.registers().quadrant[quadrant]));
            fields.put("Q" + q, power(m ->
                    m.registers().activeQuadrant() == quadrant ? Math.abs(m.registers().vars) : 0));
        }
        fields.put("tariff", count(m -> m.registers().tariff));
        fields.put("P+", power(m -> m.registers().importWatts));
        fields.put("P-", power(m -> m.registers().exportWatts));
        fields.put("P", power(m -> m.registers().watts));
        fields.put("|P|", power(m -> m.registers().importWatts + m.registers().exportWatts));
        fields.put("Q+", power(m -> Math.max(m.registers().vars, 0)));
        fields.put("Q-", power(m -> Math.max(-m.registers().vars, 0)));
        fields.put("S+", power(m -> m.registers().watts >= 0 ? apparent(m) : 0));
        fields.put("S-", power(m -> m.registers().watts < 0 ? apparent(m) : 0));
        fields.put("PF", milli(m -> powerFactor(m.registers().watts, m.registers().vars)));
        fields.put("|PF|", milli(m -> Math.abs(powerFactor(m.registers().watts, m.registers().vars))));
        for (int p = 0; p < 3; p++) {
            int phase = p;
            String suffix = ".L" + (p + 1);
            fields.put("P" + suffix, power(m -> m.supply().watts[phase]));
            fields.put("P+" + suffix, power(m -> Math.max(m.supply().watts[phase], 0)));
            fields.put("P-" + suffix, power(m -> Math.max(-m.supply().watts[phase], 0)));
            fields.put("Q+" + suffix, power(m -> Math.max(m.supply().vars[phase], 0)));
            fields.put("Q-" + suffix, power(m -> Math.max(-m.supply().vars[phase], 0)));
            fields.put("S+" + suffix, power(m -> m.supply().watts[phase] >= 0 ? apparent(m, phase) : 0));
            fields.put("S-" + suffix, power(m -> m.supply().watts[phase] < 0 ? apparent(m, phase) : 0));
            fields.put("U" + suffix, milli(m -> m.supply().millivolts[phase]));
            fields.put("I" + suffix, milli(m -> m.supply().milliamps[phase]));
            fields.put("I+-" + suffix,
                    milli(m -> m.supply().milliamps[phase] * (long) Integer.signum(m.supply().watts[phase])));
            fields.put("PF" + suffix, milli(m -> powerFactor(m.supply().watts[phase], m.supply().vars[phase])));
            fields.put("|PF|" + suffix,
                    milli(m -> Math.abs(powerFactor(m.supply().watts[phase], m.supply().vars[phase]))));
            fields.put("mean U" + suffix, milli(m -> m.means().millivolts(phase)));
            fields.put("sags" + suffix, count(m -> m.events().sags(phase)));
            fields.put("swells" + suffix, count(m -> m.events().swells(phase)));
        }
        fields.put("U.max", milli(m -> max(m.supply().millivolts)));
        fields.put("I.max", milli(m -> max(m.supply().milliamps)));
        fields.put("I.N", milli(m -> m.supply().neutralMilliamps));
        fields.put("I.sum", milli(m -> m.supply().milliamps[0] + m.supply().milliamps[1] + m.supply().milliamps[2]));
        fields.put("f", milli(m -> m.supply().millihertz));
        fields.put("demand+", power(m -> m.demandImport().running()));
        fields.put("demand-", power(m -> m.demandExport().running()));
        fields.put("peak+", power(m -> m.demandImport().peak().watts()));
        fields.put("peak-", power(m -> m.demandExport().peak().watts()));
        fields.put("failures", count(m -> m.events().failures()));
        fields.put("long failures", count(m -> m.events().longFailures()));
        for (SimulatedMedium medium : SimulatedMedium.values()) {
            fields.put(medium.toString(), new NumberField(m -> m.device(medium).reading(), 1_000_000, true));
        }
        return Map.copyOf(fields);
    }

    private static NumberField energy(ToLongFunction<SimulatedMeter> raw) {
        return new NumberField(raw, 3_600, true);
    }

    private static NumberField power(ToLongFunction<SimulatedMeter> raw) {
        return new NumberField(raw, 1, false);
    }

    private static NumberField milli(ToLongFunction<SimulatedMeter> raw) {
        return new NumberField(raw, 1_000, false);
    }

    private static NumberField count(ToLongFunction<SimulatedMeter> raw) {
        return new NumberField(raw, 1, true);
    }

    private static long apparent(SimulatedMeter meter) {
        return Math.round(Math.hypot(meter.registers().watts, meter.registers().vars));
    }

    private static long apparent(SimulatedMeter meter, int phase) {
        return Math.round(Math.hypot(meter.supply().watts[phase], meter.supply().vars[phase]));
    }

    /** Returns thousandths, negative for export; 1,000 if no power flows. */
    private static long powerFactor(int watts, int vars) {
        double apparent = Math.hypot(watts, vars);
        return apparent == 0 ? 1_000 : Math.round(1_000 * watts / apparent);
    }

    private static long max(int[] values) {
        return Math.max(values[0], Math.max(values[1], values[2]));
    }

    /** Returns the number as binary meters send it, in units of 10^exponent of the unit without prefix. */
    long value(SimulatedMeter meter, int exponent) {
        return shown(meter, Mask.power(-exponent), perUnit * Mask.power(exponent));
    }

    /** @param unit with its prefix, as printed; empty if no unit is printed */
    String print(SimulatedMeter meter, Mask mask, String unit) {
        long per = unit.startsWith("k") ? perUnit * 1_000 : unit.equals("mA") ? perUnit / 1_000 : perUnit;
        return mask.print(shown(meter, mask.scale(), per));
    }

    private long shown(SimulatedMeter meter, long scale, long per) {
        long scaled = Math.multiplyExact(raw.applyAsLong(meter), scale);
        return wheel ? scaled / per : Math.floorDiv(scaled + per / 2, per);
    }
}
