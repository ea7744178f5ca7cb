package org.dbusp1.output.mqtt;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Times from the cause to the arrival. Any thread may add. */
final class Latencies {
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    void add(long more) {
        nanos.add(more);
    }

    int count() {
        return nanos.size();
    }

    /** p50, p90, p99, p99.9 and the longest, in milliseconds, as cells of a table. */
    String cells() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        StringBuilder cells = new StringBuilder();
        for (double share : new double[] {0.5, 0.9, 0.99, 0.999, 1}) {
            int place = (int) Math.min(sorted.length - 1L, Math.round(share * sorted.length));
            cells.append(sorted.length == 0 ? String.format("%9s", "-")
                    : String.format(Locale.ROOT, "%9.2f", sorted[place] / 1e6));
        }
        return cells.toString();
    }

    /** Headings of the cells. */
    static String headings() {
        StringBuilder headings = new StringBuilder();
        Arrays.asList("p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms")
                .forEach(name -> headings.append(String.format("%9s", name)));
        return headings.toString();
    }
}
