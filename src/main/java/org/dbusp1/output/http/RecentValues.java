package org.dbusp1.output.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.JsonWriter;

/**
 * The last samples of power and voltage, so that a page has a curve as soon as it is opened. At most one sample a second: an hour of a
 * meter that sends each second, ten hours of one that sends every ten seconds. 300 kB of memory.
 */
final class RecentValues {
    private static final int SAMPLES = 3600;
    static final List<Quantity> QUANTITIES = Stream.of(Stream.of(Quantity.POWER_NET), Phase.ALL.stream().map(Phase::power),
            Phase.ALL.stream().map(Phase::voltage)).flatMap(stream -> stream).toList();

    /** @param values of each quantity; NaN if absent */
    private record Sample(long second, float[] values) {
    }

    private final Deque<Sample> samples = new ArrayDeque<>();

    synchronized void add(Snapshot snapshot) {
        long second = snapshot.arrival().machineTime().getEpochSecond();
        // The existing later samples are from a clock that was ahead.
        while (!samples.isEmpty() && second < samples.getLast().second()) {
            samples.removeLast();
        }
        if (!samples.isEmpty() && second == samples.getLast().second()) {
            return;
        }
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        float[] values = new float[QUANTITIES.size()];
        for (int i = 0; i < values.length; i++) {
            Quantity quantity = QUANTITIES.get(i);
            values[i] = snapshot.published().values().has(quantity) ? (float) snapshot.published().values().number(quantity) : Float.NaN;
        }
        samples.addLast(new Sample(second, values));
    }

    /** Returns columns of equal length: {@code time} in epoch seconds, then each quantity, with a JSON null for an absent value. */
    synchronized byte[] json() {
        return JsonWriter.of(json -> {
            json.array("time", samples, (items, sample) -> items.writeNumber(sample.second()));
            for (int i = 0; i < QUANTITIES.size(); i++) {
                int column = i;
                json.array(QUANTITIES.get(i).key(), samples, (items, sample) -> {
                    if (Float.isNaN(sample.values()[column])) {
                        items.writeNull();
                    } else {
                        items.writeNumber(sample.values()[column]);
                    }
                });
            }
        });
    }
}
