package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Spacing;

/**
 * What is published of the line: renewed every ten seconds, and at once when a telegram was refused or repaired, so
 * that a good line causes no signal of its own.
 *
 * @param settings speed and parity, as 115200-8N1; empty while they are not known, or there are none
 * @param quality  how many telegrams were good, repaired and refused
 * @param nanos    System.nanoTime() when they were taken
 */
record LineStatistics(Optional<String> settings, LineQuality quality, long nanos) {
    private static final Spacing PERIOD = new Spacing(Duration.ofSeconds(10));

    /** Before the first telegram. */
    static LineStatistics none() {
        return new LineStatistics(Optional.empty(), LineQuality.NONE, System.nanoTime() - PERIOD.least().toNanos());
    }

    /** Itself, or newer ones where it is time. */
    LineStatistics renewed(Snapshot snapshot, Supplier<Optional<String>> line) {
        LineQuality newest = snapshot.quality();
        boolean damage = !newest.rejected().equals(quality.rejected()) || !newest.repairs().equals(quality.repairs());
        long now = System.nanoTime();
        return damage || PERIOD.allows(now - nanos, snapshot) ? new LineStatistics(line.get(), newest, now) : this;
    }

    /** Good telegrams since the start, repaired ones included. */
    long good() {
        return quality.accepted() + quality.repaired();
    }

    /** How many telegrams were refused by which cause, as crc=3 truncated=1; empty where none was. */
    String causes() {
        return new TreeMap<>(quality.rejected()).entrySet().stream()
                .map(cause -> cause.getKey().code() + "=" + cause.getValue()).collect(Collectors.joining(" "));
    }
}
