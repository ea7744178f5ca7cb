package org.dbusp1.simulator;

/** The values of all registers at the start of the month, as Hungarian meters print them at 0-0:98.1.0, in 19 groups. */
final class MonthSnapshot {
    private final PrintedClock clock;
    private String text;

    MonthSnapshot(PrintedClock clock, SimulatedMeter meter, long monthBegan) {
        this.clock = clock;
        text = printed(meter, monthBegan);
    }

    /** Replaces the snapshot if a month begins in this second. */
    void see(SimulatedMeter meter, long second) {
        if (second % 3_600 == 0 && clock.monthOf(second) == second) {
            text = printed(meter, second);
        }
    }

    private String printed(SimulatedMeter meter, long second) {
        StringBuilder text = new StringBuilder("(" + clock.stamp(second) + ")");
        for (String counter : new String[] {"A+", "A+.1", "A+.2", "A-", "A-.1", "A-.2"}) {
            text.append(group(counter, "000000.000", "kWh", meter));
        }
        for (String counter : new String[] {"R+", "R-", "R1", "R2", "R3", "R4"}) {
            text.append(group(counter, "000000.000", "kvarh", meter));
        }
        text.append(group("A+-", "000000.000", "kWh", meter));
        for (String peak : new String[] {"peak+", "peak+", "peak+", "peak-", "peak-", "peak-"}) {
            text.append(group(peak, "00.000", "kW", meter));
        }
        return text.toString();
    }

    private static String group(String field, String mask, String unit, SimulatedMeter meter) {
        return "(" + NumberField.of(field).print(meter, Mask.parse(mask), unit) + "*" + unit + ")";
    }

    @Override
    public String toString() {
        return text;
    }
}
