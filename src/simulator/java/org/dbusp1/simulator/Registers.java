package org.dbusp1.simulator;

import java.util.Arrays;

/**
 * The electricity meter's counters, in watt seconds (or var seconds), and the powers of the last second. Index 0 of a
 * counter is the total, 1 to 6 are tariffs.
 */
final class Registers {
    static final int TARIFFS = 6;
    private static final long WATT_SECONDS_PER_WATT_HOUR = 3_600;

    private final boolean netting;

    final long[] imported = new long[TARIFFS + 1];
    final long[] exported = new long[TARIFFS + 1];
    final long[] reactiveImported = new long[TARIFFS + 1];
    final long[] reactiveExported = new long[TARIFFS + 1];
    /** Reactive energy by quadrant, 1 to 4. */
    final long[] quadrant = new long[5];

    int tariff;
    int watts;
    int importWatts;
    int exportWatts;
    int vars;

    /**
     * @param netting whether the export of one phase is subtracted from the import of others; some Hungarian meters count
     *                both separately
     * @param tariffs number of tariffs that have ever counted
     */
    Registers(boolean netting, int tariffs, Chance chance) {
        this.netting = netting;
        for (int t = 1; t <= tariffs; t++) {
            begin(imported, t, 1_200_000, 9_400_000, "import", chance);
            begin(exported, t, 300_000, 4_100_000, "export", chance);
            begin(reactiveImported, t, 20_000, 300_000, "reactive import", chance);
            begin(reactiveExported, t, 200_000, 2_000_000, "reactive export", chance);
        }
        shareQuadrants();
    }

    private static void begin(long[] counter, int tariff, long low, long high, String what, Chance chance) {
        pass(counter, tariff, chance.between(low, high, what, tariff) * WATT_SECONDS_PER_WATT_HOUR);
    }

    /** Fills the quadrants as in a house that mostly imports. */
    private void shareQuadrants() {
        quadrant[1] = reactiveImported[0] / 4 * 3;
        quadrant[2] = reactiveImported[0] - quadrant[1];
        quadrant[3] = reactiveExported[0] / 4;
        quadrant[4] = reactiveExported[0] - quadrant[3];
    }

    /** Adds a time with a mean power in each tariff, instead of simulating each of its seconds. */
    void pass(long seconds, Chance chance) {
        for (int t = 1; t <= TARIFFS; t++) {
            if (imported[t] > 0) {
                pass(imported, t, seconds * chance.between(90, 260, "mean import", t));
                pass(exported, t, seconds * chance.between(5, 120, "mean export", t));
                pass(reactiveImported, t, seconds * chance.between(2, 20, "mean reactive import", t));
                pass(reactiveExported, t, seconds * chance.between(10, 60, "mean reactive export", t));
            }
        }
        shareQuadrants();
    }

    private static void pass(long[] counter, int tariff, long amount) {
        counter[tariff] += amount;
        counter[0] += amount;
    }

    /** Sets the present powers. */
    void see(Supply supply, int tariffNow) {
        tariff = tariffNow;
        watts = Arrays.stream(supply.watts).sum();
        vars = Arrays.stream(supply.vars).sum();
        importWatts = netting ? Math.max(watts, 0) : Arrays.stream(supply.watts).map(w -> Math.max(w, 0)).sum();
        exportWatts = importWatts - watts;
    }

    /** Adds one second of the present powers to the counters. */
    void count() {
        pass(imported, tariff, importWatts);
        pass(exported, tariff, exportWatts);
        pass(reactiveImported, tariff, Math.max(vars, 0));
        pass(reactiveExported, tariff, Math.max(-vars, 0));
        quadrant[activeQuadrant()] += Math.abs(vars);
    }


    /**
     * Returns the quadrant of the present powers. 1: active and reactive power imported, 2: active power exported, 3: active
     * and reactive power exported, 4: reactive power exported.
     */
    int activeQuadrant() {
        return watts >= 0 ? vars >= 0 ? 1 : 4 : vars >= 0 ? 2 : 3;
    }
}
