package org.dbusp1.output.venus;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.meter.LineQuality;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Snapshot;

/**
 * What is published of the line: every ten seconds, and at once when a telegram was refused or repaired, so that a good
 * line causes no signal of its own. Guarded by the output's lock.
 */
final class LineFacts {
    private static final long PERIOD_NANOS = 10_000_000_000L;

    private final Supplier<Optional<String>> source;
    private Optional<String> settings = Optional.empty();
    private LineQuality published = LineQuality.NONE;
    private String causes = "";
    private long repaired;
    private long rejected;
    private long publishedNanos;
    private boolean begun;

    /** @param settings the settings of the line; empty while they are not known, or there are none */
    LineFacts(Supplier<Optional<String>> settings) {
        this.source = settings;
    }

    void accept(Snapshot snapshot) {
        LineQuality quality = snapshot.quality();
        boolean damage = !quality.rejected().equals(published.rejected())
                || !quality.repairs().equals(published.repairs());
        long now = System.nanoTime();
        if (!begun || damage || now - publishedNanos >= PERIOD_NANOS) {
            begun = true;
            publishedNanos = now;
            settings = source.get();
            causes = causes(quality.rejected());
            repaired = quality.repaired();
            rejected = quality.rejectedTotal();
            published = quality;
        }
    }

    private static String causes(Map<RejectCause, Long> rejected) {
        return new TreeMap<>(rejected).entrySet().stream().map(cause -> cause.getKey().code() + "=" + cause.getValue())
                .collect(Collectors.joining(" "));
    }

    /** Speed and parity, as 115200-8N1. */
    Optional<String> settings() {
        return settings;
    }

    /** Good telegrams since the start, repaired ones included. */
    long good() {
        return published.accepted() + repaired;
    }

    /** Telegrams that a repair made right. */
    long repaired() {
        return repaired;
    }

    /** Telegrams refused. */
    long rejected() {
        return rejected;
    }

    /** How many telegrams were refused by which cause, as crc=3 truncated=1; empty where none was. */
    String causes() {
        return causes;
    }
}
