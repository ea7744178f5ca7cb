package org.dbusp1.gx.ess;

import java.util.ArrayDeque;
import java.util.Deque;

/** The inverters' powers of the last 40 seconds, longer than the longest possible age of a telegram. */
public final class PowerHistory {
    private static final long SPAN_NANOS = 40_000_000_000L;
    private static final int MOST_SAMPLES = 1_000;

    private record Sample(long nanos, PhaseWatts watts) {
    }

    /** The newest sample first. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    public void add(long nanos, PhaseWatts watts) {
        samples.addFirst(new Sample(nanos, watts));
        while (samples.size() > MOST_SAMPLES || nanos - samples.getLast().nanos > SPAN_NANOS) {
            samples.removeLast();
        }
    }

    public void clear() {
        samples.clear();
    }

    /**
     * Returns the power at a time, interpolated; unknown before the first sample. After the newest sample it is that
     * sample's power.
     */
    public PhaseWatts at(long nanos) {
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
}
