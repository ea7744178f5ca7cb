package org.dbusp1.output.http;

import java.util.List;
import java.util.stream.IntStream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.JsonWriter;

/**
 * The last hour of power and voltage, at most one sample a second, so that a page shows a curve as soon as it is
 * opened. The samples take at most 140 kB.
 */
final class RecentValues {
    private static final int SAMPLES = 3600;
    private static final List<Quantity> QUANTITIES = List.of(Quantity.POWER_NET,
            Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3,
            Quantity.VOLTAGE_L1, Quantity.VOLTAGE_L2, Quantity.VOLTAGE_L3);

    private final long[] seconds = new long[SAMPLES];
    private final float[][] values = new float[QUANTITIES.size()][SAMPLES];
    private int next;
    private int size;

    synchronized void add(Snapshot snapshot) {
        long second = snapshot.arrival().getEpochSecond();
        while (size > 0 && second < seconds[at(size - 1)]) {
            // The clock was ahead.
            size--;
            next = (next + SAMPLES - 1) % SAMPLES;
        }
        if (size > 0 && second == seconds[at(size - 1)]) {
            return;
        }
        seconds[next] = second;
        for (int i = 0; i < QUANTITIES.size(); i++) {
            values[i][next] = value(snapshot.values(), QUANTITIES.get(i));
        }
        next = (next + 1) % SAMPLES;
        size = Math.min(size + 1, SAMPLES);
    }

    private static float value(Values values, Quantity quantity) {
        return values.has(quantity) ? (float) values.number(quantity) : Float.NaN;
    }

    /** Returns columns of equal length: {@code time} in epoch seconds, then each quantity; null where it was absent. */
    synchronized byte[] json() {
        return JsonWriter.of(json -> {
            List<Integer> samples = IntStream.range(0, size).map(this::at).boxed().toList();
            json.array("time", samples, (items, at) -> items.writeNumber(seconds[at]));
            for (int q = 0; q < QUANTITIES.size(); q++) {
                float[] column = values[q];
                json.array(QUANTITIES.get(q).key(), samples, (items, at) -> {
                    if (Float.isNaN(column[at])) {
                        items.writeNull();
                    } else {
                        items.writeNumber(column[at]);
                    }
                });
            }
        });
    }

    private int at(int i) {
        return (next - size + i + SAMPLES) % SAMPLES;
    }
}
