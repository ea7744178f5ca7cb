package org.dbusp1.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports messages of drivers that did not arrive, by the numbers of the messages. Missing messages are reported once, if
 * two checks in a row miss them, since messages overtake one another on their way through several collectors. Used by one
 * thread.
 */
final class GapCheck {
    private static final Logger LOG = LoggerFactory.getLogger(GapCheck.class);

    private final FleetStore store;
    private final Figures figures;
    private final long pauseNanos;
    private Map<String, Long> before = Map.of();
    private long began = System.nanoTime();

    GapCheck(FleetStore store, Figures figures, Duration pause) {
        this.store = store;
        this.figures = figures;
        this.pauseNanos = pause.toNanos();
    }

    /** Checks for missing messages if a check is due. */
    void run() {
        if (System.nanoTime() - began < pauseNanos) {
            return;
        }
        began = System.nanoTime();
        try {
            Map<String, Long> now = store.missing();
            report(now);
            before = now;
        } catch (FleetStore.Unavailable e) {
            // Not reported here: the next batch reports the fault, and the next check finds the missing messages.
            LOG.debug("collect: {}", e.getMessage());
        }
    }

    private void report(Map<String, Long> now) throws FleetStore.Unavailable {
        Map<String, Long> gaps = new TreeMap<>();
        for (Map.Entry<String, Long> meter : now.entrySet()) {
            long lasting = Math.min(meter.getValue(), before.getOrDefault(meter.getKey(), 0L));
            if (lasting > 0 && store.writeOff(meter.getKey(), lasting)) {
                gaps.put(meter.getKey(), lasting);
            }
        }
        if (!gaps.isEmpty()) {
            long messages = gaps.values().stream().mapToLong(Long::longValue).sum();
            figures.missing(messages);
            LOG.warn("""
                    collect: {} messages of {} meters did not arrive, {} of them of {}: they wait for a collector that does \
                    not run, or the broker lost them; check its limit of queued messages, and delete the file \
                    rows.KEY.properties of such a driver to have its rows sent again\
                    """, messages, gaps.size(), gaps.values().iterator().next(), gaps.keySet().iterator().next());
        }
    }
}
