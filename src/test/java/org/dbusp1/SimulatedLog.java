package org.dbusp1;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;

/** The messages of simulated meters, as a raw log holds them. */
public final class SimulatedLog {
    private SimulatedLog() {
    }

    /** Returns the meter of a usual house. */
    public static SimulatedMeter meter(SimulatedDialect dialect, Instant start) {
        return new SimulatedMeter(dialect, House.usual(dialect, start));
    }

    public static SimulatedMeter meter(String name, Instant start) {
        return meter(Dialects.named(name).orElseThrow(), start);
    }

    /** Returns the first messages of a meter. */
    public static List<byte[]> messages(String name, Instant start, int count) {
        return Stream.generate(meter(name, start)::next).limit(count).toList();
    }

    /** Returns the first messages of a meter in one piece. */
    public static byte[] of(String name, Instant start, int count) {
        return of(meter(name, start), count);
    }

    /** Returns the next messages of a meter in one piece. */
    public static byte[] of(SimulatedMeter meter, int count) {
        return joined(Stream.generate(meter::next).limit(count).toList());
    }

    /** Returns messages in one piece. */
    public static byte[] joined(List<byte[]> messages) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        messages.forEach(log::writeBytes);
        return log.toByteArray();
    }
}
