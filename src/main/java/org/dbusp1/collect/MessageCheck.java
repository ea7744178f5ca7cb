package org.dbusp1.collect;

import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.SafeText;
import org.dbusp1.output.RowSet;
import org.dbusp1.output.history.FleetRows;
import org.dbusp1.output.mqtt.RowSubscription.Delivered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the messages and rows of a broker that come from drivers. Other messages are counted, and the first one of
 * each reason is logged. Used by one thread.
 */
final class MessageCheck {
    private static final Logger LOG = LoggerFactory.getLogger(MessageCheck.class);

    private final Figures figures;
    private final Clock clock;
    private final DuplicateSenderCheck drivers = new DuplicateSenderCheck();
    private final FloodCheck floodCheck = new FloodCheck();
    /** Reasons that were logged. */
    private final Set<Refusal> logged = EnumSet.noneOf(Refusal.class);

    MessageCheck(Figures figures, Clock clock) {
        this.figures = figures;
        this.clock = clock;
    }

    /** Returns the rows of a message; empty when it is refused. */
    Optional<FleetRows> rows(Delivered message) {
        Optional<MeterKey> key = key(message.key());
        if (key.isEmpty()) {
            return refused(Refusal.KEY, 1, "a topic has no meter's key but " + SafeText.excerpt(message.key()));
        }
        String place = "rows of " + key.get();
        RowSet set;
        try {
            set = RowSet.parse(message.bytes());
        } catch (RowSet.Unreadable none) {
            return refused(none.fault() == RowSet.Fault.VERSION ? Refusal.VERSION : Refusal.FORM, 1,
                    place + ": " + SafeText.excerpt(none.getMessage()));
        }
        Optional<FleetRows> rows = FleetRows.of(key.get(), set, clock.instant().getEpochSecond());
        if (rows.isEmpty()) {
            return refused(Refusal.FORM, 1, place + ": no time zone: " + SafeText.excerpt(set.zone()));
        }
        if (rows.get().refused() > 0) {
            refused(Refusal.ROW, rows.get().refused(), place + ": " + SafeText.excerpt(rows.get().reason().orElse("")));
        }
        if (RowSet.since(set.driver()) > clock.instant().getEpochSecond() + TimeUnit.DAYS.toSeconds(1)) {
            return refused(Refusal.FORM, 1, place + ": the driver was set up at a time in the future; check the"
                    + " clocks of the driver and of this machine");
        }
        floodCheck.count(key.get(), rows.get().size(), System.nanoTime());
        if (!drivers.isRight(key.get(), set.driver(), rows.get().newest(), System.nanoTime())) {
            return refused(Refusal.DRIVER, 1, """
                    two drivers send %s: rows of the driver that was set up first are refused; give each meter its own \
                    meter.id, and stop a driver that was replaced""".formatted(place));
        }
        return rows;
    }

    private static Optional<MeterKey> key(String text) {
        try {
            return Optional.of(new MeterKey(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** Counts a refusal; logs each reason once. */
    Optional<FleetRows> refused(Refusal why, long count, String line) {
        figures.refused(why, count);
        if (logged.add(why)) {
            LOG.warn("collect: refused: {}; others for the same reason are only counted", line);
        }
        return Optional.empty();
    }
}
