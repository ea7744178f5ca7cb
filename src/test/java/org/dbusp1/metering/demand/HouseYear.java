package org.dbusp1.metering.demand;

import java.util.Random;

/**
 * The power that a house draws through a year, minus its sun, in watts: a base that varies by a sixth, a cooker, kettles, a
 * washing machine, and what its kind adds. The same for each run.
 *
 * @param base     in watts
 * @param sun      the highest power of its panels, in watts; 0 for none
 * @param pump     of its heat pump, in watts; 0 for none
 * @param car      of its charger, in watts; 0 for none
 */
record HouseYear(int base, int sun, int pump, int car) {
    static final int DAY_SECONDS = 86_400;

    /** The kinds of households whose year is played, by name. */
    static HouseYear of(String kind) {
        return switch (kind) {
            case "plain" -> new HouseYear(250, 0, 0, 0);
            case "sun" -> new HouseYear(300, 4_500, 0, 0);
            case "heat pump" -> new HouseYear(350, 0, 2_200, 0);
            case "heat pump and sun" -> new HouseYear(350, 6_000, 2_200, 0);
            case "car" -> new HouseYear(300, 0, 0, 7_400);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** A day of the year, with its loads laid out. */
    final class Day {
        private final int number;
        private final double[] kettles = new double[6];
        private final double oven;
        private final double hob;
        private final double washing;
        private final double clouds;
        private final double cold;
        private final boolean charges;

        Day(int number) {
            Random chance = new Random(7_919L * number + base);
            this.number = number;
            for (int i = 0; i < kettles.length; i++) {
                kettles[i] = 6.5 + 15 * chance.nextDouble();
            }
            this.oven = chance.nextDouble() < 0.6 ? 17 + 2 * chance.nextDouble() : 30;
            this.hob = 17.3 + 1.5 * chance.nextDouble();
            this.washing = chance.nextDouble() < 0.4 ? 9 + 10 * chance.nextDouble() : 30;
            this.clouds = chance.nextDouble();
            this.cold = winter() * (0.5 + chance.nextDouble());
            this.charges = number % 3 == 0;
        }

        private double winter() {
            return Math.max(0, Math.cos(2 * Math.PI * (number - 15) / 365.0));
        }

        /** Returns the power at a second of the day. */
        double watts(int second) {
            double hour = second / 3600.0;
            double watts = base + machines(hour, second) + (second % 1800 < 700 ? 90 : 0);
            // On for a part of each half hour that grows with the cold.
            watts += second % 1800 < 1800 * Math.min(1, 0.2 + cold * 0.7) ? pump : 0;
            watts += charges && hour >= 22 && hour < 24 ? car : 0;
            return watts - sun * sunshine(hour, second);
        }

        private double machines(double hour, int second) {
            double watts = base / 6.0 * Math.sin(second / 700.0);
            for (double kettle : kettles) {
                watts += hour >= kettle && hour < kettle + 0.06 ? 2_000 : 0;
            }
            watts += hour >= oven && hour < oven + 1 && (hour < oven + 0.2 || second % 120 < 50) ? 2_500 : 0;
            watts += hour >= hob && hour < hob + 0.6 && second % 14 < 8 ? 1_800 : 0;
            return watts + (hour >= washing && hour < washing + 0.4 ? 2_100 : 0);
        }

        private double sunshine(double hour, int second) {
            if (sun == 0) {
                return 0;
            }
            double length = 12 - 4 * Math.cos(2 * Math.PI * (number + 10) / 365.0);
            double arc = Math.max(0, Math.sin((hour - (13 - length / 2)) / length * Math.PI));
            double shade = Math.sin(second / 97.0) + 0.4 * Math.sin(second / 23.0) > 2 * clouds - 1 ? 0.25 : 1;
            return hour < 13 - length / 2 || hour > 13 + length / 2 ? 0 : arc * shade * length / 16;
        }
    }
}
