package org.dbusp1.fleet;

import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.SafeText;
import org.dbusp1.fleet.RowSubscription.Delivered;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.fleet.RowSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the messages and rows of a broker that come from drivers. Other messages are counted, and the first one of
 * each reason is logged. Used by one thread.
 */
final class MessageCheck {
    private static final Logger LOG = LoggerFactory.getLogger(MessageCheck.class);

    /** The reasons why a message or row is not written. */
    enum Refusal {
        /** The topic holds no meter's key. */
        KEY,
        /** The message is not the JSON of a {@link org.dbusp1.output.fleet.RowSet}. */
        FORM,
        /** The message has another version of that form. */
        VERSION,
        /** A row has an impossible time or value. */
        ROW,
        /** Two drivers send rows under one key; the driver of this message was set up first. */
        DRIVER,
        /** The database refuses the message. */
        DATABASE;

        /** Returns the name in {@link Figures}. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Figures figures;
    private final Clock clock;
    private final DuplicateSenderCheck drivers = new DuplicateSenderCheck();
    private final FloodCheck floodCheck = new FloodCheck();
    private final Set<Refusal> logged = EnumSet.noneOf(Refusal.class);

    MessageCheck(Figures figures, Clock clock) {
        this.figures = figures;
        this.clock = clock;
    }

    /** Returns the rows of a message; null if the message is refused. */
    @Nullable FleetRows rows(Delivered message) {
        MeterKey key = key(message.key());
        if (key == null) {
            return refused(Refusal.KEY, 1, "a topic has no meter's key but " + SafeText.excerpt(message.key()));
        }
        String sender = "rows of " + key;
        RowSet set;
        try {
            set = RowSetReader.read(message.bytes());
        } catch (RowSetReader.Unreadable e) {
            return refused(e.fault() == RowSetReader.Fault.VERSION ? Refusal.VERSION : Refusal.FORM, 1,
                    sender + ": " + SafeText.excerpt(Objects.requireNonNullElse(e.getMessage(), "")));
        }
        FleetRows rows = FleetRows.of(key, set, clock.instant().getEpochSecond());
        if (rows == null) {
            return refused(Refusal.FORM, 1, sender + ": no time zone: " + SafeText.excerpt(set.zone()));
        }
        if (rows.refused() > 0) {
            refused(Refusal.ROW, rows.refused(), sender + ": " + SafeText.excerpt(rows.reason()));
        }
        if (RowSet.since(set.driver()) > clock.instant().getEpochSecond() + TimeUnit.DAYS.toSeconds(1)) {
            return refused(Refusal.FORM, 1, sender + ": the driver was set up at a time in the future; check the"
                    + " clocks of the driver and of this machine");
        }
        floodCheck.count(key, rows.size(), System.nanoTime());
        if (!drivers.isRight(key, set.driver(), rows.newest(), System.nanoTime())) {
            return refused(Refusal.DRIVER, 1, """
                    two drivers send %s: rows of the driver that was set up first are refused; give each meter its own \
                    meter.id, and stop a driver that was replaced""".formatted(sender));
        }
        return rows;
    }

    private static @Nullable MeterKey key(String text) {
        try {
            return new MeterKey(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Counts a refusal, and logs the first of each reason. Always returns null, the result of {@link #rows} for a refused message. */
    @Nullable FleetRows refused(Refusal why, long count, String line) {
        figures.refused(why, count);
        if (logged.add(why)) {
            LOG.warn("collect: refused: {}; others for the same reason are only counted", line);
        }
        return null;
    }

    /**
     * Detects two drivers that send rows under one key. The driver that was set up later is right, since it may have
     * replaced the earlier one: minutes of the earlier driver that began after the later driver was set up do not count.
     * Every collector decides so from the messages only. A driver that has sent nothing for an hour is forgotten. Used by
     * one thread.
     */
    private static final class DuplicateSenderCheck {
        private static final int MOST = 1_000_000;
        private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);
        /** The seconds for which minutes of a replaced driver still count. */
        private static final long OVERLAP_SECONDS = 180;

        private record Seen(String driver, long nanos) {
        }

        private final Map<MeterKey, Seen> newest = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<MeterKey, Seen> eldest) {
                return size() > MOST;
            }
        };

        /**
         * Returns whether a driver's rows count.
         *
         * @param minute the newest minute of its message; null if the message has no minute
         * @param nanos  present time of a monotonic clock
         */
        boolean isRight(MeterKey meter, String driver, @Nullable Long minute, long nanos) {
            Seen other = newest.get(meter);
            if (other == null || nanos - other.nanos >= FORGET_NANOS || driver.compareTo(other.driver) >= 0) {
                newest.put(meter, new Seen(driver, nanos));
                return true;
            }
            return minute == null || minute <= RowSet.since(other.driver) + OVERLAP_SECONDS;
        }
    }

    /**
     * Reports a meter that sends very many rows, because the rows of other meters have to wait: its driver sends the history
     * of months, or is hostile. It logs one line an hour at most. Used by one thread.
     */
    private static final class FloodCheck {
        /** The rows of a meter in an hour from which it is reported: two months of minutes. A meter usually sends 60 to 80 rows an hour. */
        static final int MANY = 100_000;
        private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
        private static final int MOST_METERS = 1_000_000;

        private final Map<MeterKey, Integer> rowsOfHour = new HashMap<>();
        private long hourBegan = System.nanoTime();
        private boolean reported;

        /** Counts rows of a meter; {@code nanos} is the present time of a monotonic clock. */
        void count(MeterKey meter, int rows, long nanos) {
            if (nanos - hourBegan > HOUR_NANOS || rowsOfHour.size() >= MOST_METERS) {
                hourBegan = nanos;
                rowsOfHour.clear();
                reported = false;
            }
            if (rowsOfHour.merge(meter, rows, Integer::sum) >= MANY && !reported) {
                reported = true;
                LOG.warn("""
                        collect: meter {} has sent {} rows within an hour, and rows of other meters have to wait; this is \
                        normal for a new driver and after months offline; otherwise withdraw the driver's access to the broker\
                        """, meter, MANY);
            }
        }
    }
}
