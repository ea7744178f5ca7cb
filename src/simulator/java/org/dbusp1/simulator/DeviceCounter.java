package org.dbusp1.simulator;

/** The counter of an M-Bus device, which the meter reads at intervals. */
final class DeviceCounter {
    private final SimulatedMedium medium;
    private final int interval;
    private final Chance chance;

    private long running;
    private long read;
    private long readAt;

    /** @param interval seconds between readings */
    DeviceCounter(SimulatedMedium medium, int interval, long start, Chance chance) {
        this.medium = medium;
        this.interval = interval;
        this.chance = chance;
        // The counter's value at the start: some hundred or thousand cubic metres, or some hundred gigajoules.
        running = chance.between(180_000_000L, medium == SimulatedMedium.HEAT ? 600_000_000L : 6_500_000_000L,
                "counter " + medium, 0);
        read = running;
        readAt = start - start % interval;
    }

    void count(long second) {
        running += flow(second);
        if (second % interval == 0) {
            read = running;
            readAt = second;
        }
    }

    /** Returns the amount of one second in the raw unit of the medium. */
    private long flow(long second) {
        return switch (medium) {
            // A boiler of some 15 kW: 420 ml of gas a second.
            case GAS -> heats(second) ? 420 : 0;
            // A tap or a shower.
            case WATER -> flows(second) ? 140 : 0;
            case HEAT -> heats(second) ? 9 : 0;
        };
    }

    /** Decides whether the boiler runs: some minutes of every half hour, more in winter. */
    private boolean heats(long second) {
        long slot = Math.floorDiv(second, 1_800);
        double share = (0.03 + 0.4 * Sun.cold(second)) * (0.5 + chance.number("heating " + medium, slot));
        return Math.floorMod(second, 1_800) < share * 1_800;
    }

    /** Decides whether water runs: in one of four slots of ten minutes, for up to four minutes. */
    private boolean flows(long second) {
        long slot = Math.floorDiv(second, 600);
        return chance.number("tap", slot) < 0.25
                && Math.floorMod(second, 600) < chance.between(15, 240, "tap runs", slot);
    }

    /** Returns the last reading by the meter, in millilitres or kilojoules. */
    long reading() {
        return read;
    }

    long readingTime() {
        return readAt;
    }
}
