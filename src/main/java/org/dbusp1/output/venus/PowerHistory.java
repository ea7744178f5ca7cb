package org.dbusp1.output.venus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** What the inverters did in the last minutes: as far back as the age of a telegram, and the time whose mean it may be, reach. */
final class PowerHistory {
    private static final long KEPT_NANOS = 100_000_000_000L;
    private static final int MOST = 1_000;

    private record Sample(long nanos, PhaseWatts watts) {
    }

    /** The newest first. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(long nanos, PhaseWatts watts) {
        samples.addFirst(new Sample(nanos, watts));
        while (samples.size() > MOST || nanos - samples.getLast().nanos > KEPT_NANOS) {
            samples.removeLast();
        }
    }

    void clear() {
        samples.clear();
    }

    /** Returns the power at a time, interpolated; not known before the first sample. The newest sample holds on. */
    PhaseWatts at(long nanos) {
        Sample later = null;
        for (Sample sample : samples) {
            if (sample.nanos - nanos <= 0) {
                if (later == null) {
                    return sample.watts;
                }
                double part = (double) (nanos - sample.nanos) / (later.nanos - sample.nanos);
                return sample.watts.times(1 - part).plus(later.watts.times(part));
            }
            later = sample;
        }
        return PhaseWatts.UNKNOWN;
    }

    /** Returns the mean power of a time; not known where it begins before the first sample. */
    PhaseWatts mean(long from, long to) {
        if (to - from <= 0) {
            return at(to);
        }
        double[] sums = new double[PhaseWatts.PHASES];
        PhaseWatts end = at(to);
        long endNanos = to;
        Iterator<Sample> each = samples.iterator();
        while (each.hasNext() && endNanos - from > 0) {
            Sample sample = each.next();
            if (sample.nanos - endNanos < 0) {
                boolean first = sample.nanos - from <= 0;
                PhaseWatts begin = first ? at(from) : sample.watts;
                long beginNanos = first ? from : sample.nanos;
                add(sums, begin.plus(end), (endNanos - beginNanos) / 2.0);
                end = begin;
                endNanos = beginNanos;
            }
        }
        return endNanos - from > 0 ? PhaseWatts.UNKNOWN : PhaseWatts.of(phase -> sums[phase - 1] / (to - from));
    }

    private static void add(double[] sums, PhaseWatts watts, double weight) {
        for (int phase = 1; phase <= PhaseWatts.PHASES; phase++) {
            sums[phase - 1] += watts.of(phase) * weight;
        }
    }
}
