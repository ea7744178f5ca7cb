package org.dbusp1.simulator;

/** Repeatable random numbers: the same seed, subject and moment give the same number, in any order and on every machine. */
record Chance(long seed) {
    /** Returns an evenly distributed number: at least 0, below 1. */
    double number(String subject, long moment) {
        return (hash(subject, moment) >>> 11) * 0x1p-53;
    }

    /** Returns an evenly distributed whole number, both ends included. */
    long between(long low, long high, String subject, long moment) {
        return low + (long) (number(subject, moment) * (high - low + 1));
    }

    /** Returns a value of a smooth curve between -1 and 1 that takes a new course in each period. @param period seconds */
    double curve(String subject, long second, long period) {
        long knot = Math.floorDiv(second, period);
        double x = (double) Math.floorMod(second, period) / period;
        double smooth = x * x * (3 - 2 * x);
        double from = number(subject, knot);
        double to = number(subject, knot + 1);
        return 2 * (from + (to - from) * smooth) - 1;
    }

    /** Returns SplitMix64 of seed, subject and moment. */
    private long hash(String subject, long moment) {
        long z = seed * 0x9E3779B97F4A7C15L + subject.hashCode() * 0xBF58476D1CE4E5B9L + moment * 0x94D049BB133111EBL;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
